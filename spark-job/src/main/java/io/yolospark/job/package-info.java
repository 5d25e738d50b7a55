/** The Spark side: the barrier stage that forms the ranks, its checks, its failures, its events. */
package io.yolospark.job;

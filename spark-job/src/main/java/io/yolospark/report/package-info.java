/** What a run tells its user: progress, results, notices and the files that hold them. */
package io.yolospark.report;

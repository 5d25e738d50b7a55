package io.yolospark.collective;

/**
 * What the ranks of a group have to agree on before they exchange anything.
 *
 * @param streams connections side by side around a ring
 */
record Agreement(int worldSize, int streams, Protection protection, Fingerprint fingerprint) {}

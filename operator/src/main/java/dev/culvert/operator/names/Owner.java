package dev.culvert.operator.names;

/**
 * Whose records.
 *
 * @param uid the VpnGateway's, which no other in any cluster has
 * @param gateway namespace/name, for people
 */
public record Owner(String uid, String gateway) {}

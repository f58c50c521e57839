package dev.culvert.dataplane;

/** Who answers a client's queries to the cluster's DNS, in the lock of its namespace. */
sealed interface Names permits NameRedirect, OwnResolver {
    /** Chains of the lock's table, in nft's words, with an empty line after each. */
    String chains();

    /**
     * Rules of the lock's chain of what is sent, that let pass what is answered in the namespace itself, and judge what who answers
     * asks.
     *
     * @param uplink the pod's first link
     */
    String answered(String uplink);

    /**
     * Rules that keep queries from the cluster's DNS, although that is local.
     *
     * @param link what a rule begins with, to be for one link only
     * @param verdict on such a query
     */
    String guards(String link, String verdict);
}

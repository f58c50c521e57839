package dev.culvert.lab.topology;

/** A veth pair between two hosts. */
record Cable(String host, String port, String otherHost, String otherPort, int mtu) {
    /** As a line for {@code ip -batch}. */
    String line() {
        return "link add %s netns %s mtu %d type veth peer name %s netns %s mtu %d"
                .formatted(port, host, mtu, otherPort, otherHost, mtu);
    }
}

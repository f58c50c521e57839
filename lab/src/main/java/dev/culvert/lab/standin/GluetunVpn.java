package dev.culvert.lab.standin;

import java.io.IOException;

/** What makes a gluetun's tunnel: its own WireGuard, or the OpenVPN program. */
interface GluetunVpn {
    /** The server's place, which gluetun's firewall lets out: as nft matches it, {@code 203.0.113.1 udp dport 51820}. */
    String server();

    /** Takes away what one that was killed left and the next start would fail on, as we do before we start gluetun. */
    void clean();

    /** The tunnel, and all ways into it. */
    Process up() throws IOException;

    /** Takes all of that away, in gluetun's order. */
    void down(Process engine) throws InterruptedException;
}

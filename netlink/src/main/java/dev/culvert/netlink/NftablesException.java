package dev.culvert.netlink;

import java.io.Serial;

/** nftables refused commands; the message is nft's own. Nothing of them was applied. */
public final class NftablesException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** With nft's message. */
    public NftablesException(String message) {
        super(message);
    }
}

package dev.culvert.netlink;

import dev.culvert.netlink.libc.Libc;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * nft(8) inside this process, by libnftables. Its socket is in the namespace of the thread that opened it, but interface names are looked up in
 * that of the calling thread: use it on one thread, or on threads of the same namespace. A failed assertion in libnftables aborts the whole
 * process, so try out new kinds of commands with the nft program first.
 */
public final class Nftables implements AutoCloseable {
    private static final String LIBRARY = "libnftables.so.1";
    private static final int STATELESS = 1 << 2;
    private static final int JSON = 1 << 4;
    private static final int TERSE = 1 << 11;

    /** The library, loaded when first used. */
    private static final class Library {
        private static final SymbolLookup SYMBOLS = load();
        private static final MemorySegment NEW = SYMBOLS.findOrThrow("nft_ctx_new");
        private static final MemorySegment FREE = SYMBOLS.findOrThrow("nft_ctx_free");
        private static final MemorySegment BUFFER_OUTPUT = SYMBOLS.findOrThrow("nft_ctx_buffer_output");
        private static final MemorySegment BUFFER_ERROR = SYMBOLS.findOrThrow("nft_ctx_buffer_error");
        private static final MemorySegment OUTPUT = SYMBOLS.findOrThrow("nft_ctx_get_output_buffer");
        private static final MemorySegment ERROR = SYMBOLS.findOrThrow("nft_ctx_get_error_buffer");
        private static final MemorySegment SET_FLAGS = SYMBOLS.findOrThrow("nft_ctx_output_set_flags");
        private static final MemorySegment RUN = SYMBOLS.findOrThrow("nft_run_cmd_from_buffer");

        private static SymbolLookup load() {
            try {
                return SymbolLookup.libraryLookup(LIBRARY, Arena.global());
            } catch (IllegalArgumentException missing) {
                throw new UnsupportedOperationException(
                        LIBRARY + " cannot be loaded; install it: apt-get install libnftables1", missing);
            }
        }
    }

    private final long context;
    private boolean closed;

    /** Opens a context in the calling thread's namespace. Throws {@link UnsupportedOperationException} without libnftables. */
    public Nftables() {
        try {
            context = Libc.call(Library.NEW, 0, 0);
        } catch (ExceptionInInitializerError | NoClassDefFoundError failed) {
            throw failed.getCause() instanceof UnsupportedOperationException missing
                    ? missing
                    : new UnsupportedOperationException(LIBRARY + " cannot be used", failed);
        }
        if (context == 0) {
            throw new NftablesException("libnftables gave no context (out of memory)");
        }
        Libc.call(Library.BUFFER_OUTPUT, context, 0);
        Libc.call(Library.BUFFER_ERROR, context, 0);
    }

    /**
     * Runs commands, one a line, as one transaction: all or nothing. In a user namespace a transaction is limited by net.core.wmem_max (some
     * thousand elements); nft says "Message too long" beyond.
     */
    public void run(String commands) {
        execute(commands, 0);
    }

    /** Runs a command and returns what it prints, such as {@code list ruleset}. */
    public String list(String what) {
        return execute(what.startsWith("list") ? what : "list " + what, 0);
    }

    /** A table's rules without counters' state and without the elements of sets: {@code nft -s -t list table FAMILY NAME}. */
    public String listTable(String family, String name) {
        return execute("list table " + family + " " + name, STATELESS | TERSE);
    }

    /** The names of the tables of that family. */
    public Set<String> tables(String family) {
        return execute("list tables " + family, STATELESS)
                .lines()
                .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                .collect(Collectors.toSet());
    }

    /** Runs commands and returns what they print as JSON (libnftables-json(5)). */
    public String runJson(String commands) {
        return execute(commands, JSON);
    }

    private String execute(String commands, int flags) {
        if (closed) {
            throw new IllegalStateException("the nftables context is closed");
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment text = arena.allocateFrom(commands);
            Libc.call(Library.SET_FLAGS, context, flags);
            int result = (int) Libc.call(Library.RUN, context, text.address());
            // Both buffers are read each time: reading is what empties them.
            String output = text(Library.OUTPUT);
            String error = text(Library.ERROR);
            if (result != 0) {
                throw new NftablesException(error.isBlank() ? "nft failed without a message" : error.strip());
            }
            return output;
        }
    }

    private String text(MemorySegment function) {
        long pointer = Libc.call(function, context, 0);
        return pointer == 0
                ? ""
                : MemorySegment.ofAddress(pointer).reinterpret(Long.MAX_VALUE).getString(0);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            Libc.call(Library.FREE, context, 0);
        }
    }
}

package dev.culvert.agent.page;

import dev.culvert.agent.settings.PageSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A status page that opens as soon as its port is free: in a client's own pod an application may have it. Whoever keeps the page does
 * something more important beside, so that this is told and no error.
 */
public final class KeptPage implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("culvert.page");

    private final PageSettings settings;
    private final Path status;
    private Optional<StatusPage> page = Optional.empty();
    private String trouble = "";

    /** Not open yet; it will show that file. */
    public KeptPage(PageSettings settings, Path status) {
        this.settings = settings;
        this.status = status;
    }

    /** Opens it unless it is open. */
    public void keep() {
        if (page.isPresent()) {
            return;
        }
        try {
            page = Optional.of(new StatusPage(settings, status));
            if (!trouble.isEmpty()) {
                LOG.log(System.Logger.Level.INFO, "the status is told at port {0} now", String.valueOf(port()));
            }
            trouble = "";
        } catch (IOException e) {
            String now = "nobody can ask for the status at port %d: %s".formatted(settings.port(), e.getMessage());
            if (!now.equals(trouble)) {
                LOG.log(System.Logger.Level.WARNING, now);
            }
            trouble = now;
        }
    }

    /** Why it is not open; empty if it is. */
    public String trouble() {
        return trouble;
    }

    /** The port that it answers on; 0 while it does not. */
    public int port() {
        return page.map(StatusPage::port).orElse(0);
    }

    @Override
    public void close() {
        page.ifPresent(StatusPage::close);
    }
}

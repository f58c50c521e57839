package dev.culvert.operator.server;

import java.util.List;

/** An API server of its own with the rights that are installed, for an operator that a test starts as a program. */
public final class Installed implements AutoCloseable {
    /** As whom the operator works. */
    public static final String USER = "operator";

    private final ApiServer server;
    private final World world;

    /** Starts them, without an operator. */
    public Installed() {
        try {
            server = ApiServer.start();
            server.addUser(USER);
            InstalledRights.give(server.admin(), USER);
        } catch (Exception e) {
            throw new IllegalStateException("no API server with the installation's rights", e);
        }
        world = World.withoutOperator(server);
    }

    public ApiServer server() {
        return server;
    }

    public World world() {
        return world;
    }

    /** The operator with exactly those rights. */
    public OperatorProcess operator(String... options) {
        return new OperatorProcess(server, USER, world.agents().port(), List.of(options), List.of());
    }

    @Override
    public void close() {
        world.close();
        server.close();
    }
}

package dev.culvert.operator.server;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests the one API server of this JVM, or the one world with the operator on it, as a parameter. */
public final class ApiServerTests implements ParameterResolver {
    private static final ExtensionContext.Namespace STORE = ExtensionContext.Namespace.create(ApiServerTests.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == ApiServer.class || type == World.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        var store = context.getRoot().getStore(STORE);
        ApiServer server = store.computeIfAbsent(ApiServer.class, _ -> start(), ApiServer.class);
        return parameter.getParameter().getType() == ApiServer.class
                ? server
                : store.computeIfAbsent(World.class, _ -> World.withOperator(server), World.class);
    }

    private static ApiServer start() {
        try {
            return ApiServer.start();
        } catch (Exception e) {
            throw new IllegalStateException("no API server", e);
        }
    }
}

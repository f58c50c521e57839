package dev.culvert.e2e;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives test classes the one {@link Site}, which ends with the last of them; what a class has made ends with it. */
final class SiteExtension implements ParameterResolver, AfterAllCallback {
    /** Pods that stay send on and are probed each second, and the next class would wait for the processors that takes. */
    @Override
    public void afterAll(ExtensionContext context) {
        Cluster.clear();
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Site.class;
    }

    @Override
    public Site resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.GLOBAL)
                .computeIfAbsent(Site.class, _ -> new Site(), Site.class);
    }
}

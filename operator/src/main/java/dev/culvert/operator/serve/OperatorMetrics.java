package dev.culvert.operator.serve;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.javaoperatorsdk.operator.api.reconciler.RetryInfo;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the operator counts of itself: passes by kind, their time, failures, and requests to the API server. */
public final class OperatorMetrics implements Metrics {
    private final MeterRegistry registry;

    /** Into that registry. */
    public OperatorMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void failedReconciliation(HasMetadata resource, Exception exception, Map<String, Object> metadata) {
        registry.counter("culvert.reconciliation.failures", "kind", resource.getKind())
                .increment();
    }

    @Override
    public void reconcileCustomResource(HasMetadata resource, @Nullable RetryInfo retry, Map<String, Object> metadata) {
        if (retry != null && retry.getAttemptCount() > 0) {
            registry.counter("culvert.reconciliation.retries", "kind", resource.getKind())
                    .increment();
        }
    }

    @Override
    public <T> T timeControllerExecution(ControllerExecution<T> execution) throws Exception {
        Timer.Sample sample = Timer.start(registry);
        try {
            return execution.execute();
        } finally {
            sample.stop(registry.timer(
                    "culvert.reconciliation", "controller", execution.controllerName(), "pass", execution.name()));
        }
    }

    /** Counts requests; watches apart, since a quiet operator has nothing else. */
    public Interceptor requests() {
        return new Interceptor() {
            @Override
            public void after(
                    HttpRequest request, HttpResponse<?> response, AsyncBody.Consumer<List<ByteBuffer>> consumer) {
                String query = request.uri().getQuery();
                boolean watch = query != null && query.contains("watch=true");
                registry.counter(
                                "culvert.api.requests",
                                "method",
                                watch ? "WATCH" : request.method(),
                                "code",
                                Integer.toString(response.code()))
                        .increment();
            }
        };
    }
}

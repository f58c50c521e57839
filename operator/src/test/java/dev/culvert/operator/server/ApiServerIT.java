package dev.culvert.operator.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.manifest.api.VpnGateway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ApiServerTests.class)
class ApiServerIT {
    @Test
    void knowsOurResourcesAndLogsRequests(ApiServer server) {
        int before = server.audit().size();
        assertThat(server.admin()
                        .resources(VpnGateway.class)
                        .inAnyNamespace()
                        .list()
                        .getItems())
                .isEmpty();
        assertThat(server.audit().since(before, request -> request.resource().equals("vpngateways")))
                .singleElement()
                .satisfies(request -> assertThat(request.verb()).isEqualTo("list"));
    }
}

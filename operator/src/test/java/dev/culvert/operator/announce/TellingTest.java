package dev.culvert.operator.announce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.culvert.proofs.Proves;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

class TellingTest {
    private static final ResourceID CLIENT = new ResourceID("app", "media");
    private static final Task.Recipient HOOK = new Task.Hook("http://app/hook", "media", "");

    @Test
    @Proves("I9")
    void aHookIsToldOfEveryPort() {
        Set<Integer> heard = ConcurrentHashMap.newKeySet();
        try (var everybody = Telling.everybody(_ -> news -> heard.add(news.number()), _ -> {})) {
            everybody.want(CLIENT, List.of(task("torrent", 40_001), task("web", 40_002)));
            await().until(() -> everybody.outcomes(CLIENT).size() == 2);
            everybody.want(CLIENT, List.of(task("torrent", 40_001), task("web", 40_003)));
            await().until(() -> heard.contains(40_003));
        }
        assertThat(heard).containsExactlyInAnyOrder(40_001, 40_002, 40_003);
    }

    private static Task task(String port, int number) {
        return new Task(HOOK, new Task.News("media/app", port, number, "swiss", "203.0.113.7"));
    }
}

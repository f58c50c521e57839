package dev.culvert.operator.announce.to;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.manifest.api.Announcement;
import dev.culvert.operator.announce.NotTold;
import dev.culvert.operator.announce.Task;
import dev.culvert.operator.announce.Way;
import dev.culvert.proofs.Proves;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The real programs: told once, asked afterwards, told again when they have forgotten. */
@Timeout(120)
class ApplicationsIT {
    private static final int FIRST = 40_001;
    private static final int SECOND = 40_002;

    @ParameterizedTest
    @EnumSource
    @Proves("I9")
    void listensAtThePortThatItIsTold(Announcement.Program kind) throws NotTold {
        try (var application = new Applications(kind)) {
            Way way = way(kind, application, application.password());
            assertThat(way.tell(news(FIRST))).as("told").isTrue();
            Applications.awaitPort(kind + " listens", FIRST);
            assertThat(way.tell(news(FIRST))).as("knows it").isFalse();
            assertThat(way.tell(news(SECOND))).as("told the next").isTrue();
            Applications.awaitPort(kind + " listens", SECOND);
            assertThat(way(kind, application, application.password()).tell(news(SECOND)))
                    .as("another operator finds it told")
                    .isFalse();

            application.kill();
            assertThatThrownBy(() -> way.tell(news(SECOND)))
                    .isInstanceOf(NotTold.class)
                    .hasMessageContaining("cannot be asked");
            application.start();
            way.tell(news(SECOND));
            assertThat(way.tell(news(SECOND))).as("after it was killed").isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    @Proves("R11")
    void aWrongPasswordIsSaidAndNotShown(Announcement.Program kind) {
        try (var application = new Applications(kind)) {
            assertThatThrownBy(() -> way(kind, application, "wrong&secret").tell(news(FIRST)))
                    .isInstanceOf(NotTold.class)
                    .hasMessageContaining("does not let us in")
                    .hasMessageContaining("secretRef")
                    .hasMessageNotContaining("wrong&secret");
        }
    }

    private static Way way(Announcement.Program kind, Applications application, String password) {
        return Ways.to(
                new Task.Program(kind, application.url(), "media", "login"),
                (namespace, secret, key) ->
                        Optional.ofNullable(Map.of("username", Applications.USER, "password", password)
                                .get(key)));
    }

    private static Task.News news(int number) {
        return new Task.News("media/downloader", "torrent", number, "swiss", "203.0.113.7");
    }
}

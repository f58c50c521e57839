package dev.culvert.agent.gluetun;

import java.util.function.Function;

/** What came of one question to gluetun. Every text names the place asked and, where there is one, the remedy. */
public sealed interface Answer<T> {

    /** It said this. */
    record Said<T>(T value) implements Answer<T> {}

    /** Nobody answered in time. */
    record Unreachable<T>(String why) implements Answer<T> {}

    /** 401: our credentials do not open this route. */
    record Unauthorised<T>(String remedy) implements Answer<T> {}

    /** Another error, or an answer that no known version gives. */
    record Failed<T>(String why) implements Answer<T> {}

    /** Goes on with what was said; everything else stays what it is. */
    default <R> Answer<R> then(Function<T, Answer<R>> next) {
        return switch (this) {
            case Said<T>(T value) -> next.apply(value);
            case Unreachable<T>(String why) -> new Unreachable<>(why);
            case Unauthorised<T>(String remedy) -> new Unauthorised<>(remedy);
            case Failed<T>(String why) -> new Failed<>(why);
        };
    }
}

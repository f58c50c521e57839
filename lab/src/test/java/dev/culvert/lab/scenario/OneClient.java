package dev.culvert.lab.scenario;

import dev.culvert.lab.Lab;
import dev.culvert.lab.LabSpec;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** A laboratory with one client and all else as usual, for the tests of a class; before each of them everything takes flows. */
abstract class OneClient {
    static Lab lab;

    @BeforeAll
    static void up() {
        lab = Lab.up(LabSpec.defaults().withClients(1));
    }

    @AfterAll
    static void down() {
        lab.close();
    }

    @BeforeEach
    void ready() {
        lab.awaitReady(Duration.ofSeconds(60));
    }
}

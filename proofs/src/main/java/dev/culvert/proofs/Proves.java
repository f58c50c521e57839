package dev.culvert.proofs;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names the acceptance cases that a test proves, for example {@code @Proves({"E3", "L11"})}: the test fails if what the
 * case promises does not hold. On a class, it holds for the class as a whole. {@code docs/promises.md} lists them.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface Proves {

    /** Ids of cases as in this module's {@code cases.txt}: a letter and a number. */
    String[] value();
}

package dev.culvert.proofs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.Annotation;
import java.lang.classfile.AnnotationElement;
import java.lang.classfile.AnnotationValue;
import java.lang.classfile.AttributedElement;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Finds {@link Proves} in the compiled tests of all modules, without loading them. */
final class ProofFinder {
    private static final String PROVES = "Ldev/culvert/proofs/Proves;";
    private static final String JUNIT = "Lorg/junit/jupiter/";
    private static final String DISABLED = "Lorg/junit/jupiter/api/Disabled;";
    private final List<Proof> proofs = new ArrayList<>();

    private ProofFinder() {}

    /**
     * The proofs in a checkout whose tests are compiled. Disabled tests prove nothing.
     *
     * @throws IllegalStateException if something that is no test claims to prove
     */
    static List<Proof> in(Path checkout) {
        var finder = new ProofFinder();
        try (Stream<Path> modules = Files.list(checkout)) {
            for (Path module : modules.sorted().toList()) {
                finder.module(module);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return List.copyOf(finder.proofs);
    }

    private void module(Path module) throws IOException {
        Path compiled = module.resolve("target/test-classes");
        if (!Files.isDirectory(compiled)) {
            return;
        }
        try (Stream<Path> files = Files.walk(compiled)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".class"))
                    .sorted()
                    .toList()) {
                type(module, compiled.relativize(file), ClassFile.of().parse(file));
            }
        }
    }

    private void type(Path module, Path file, ClassModel type) {
        String sourceName = type.findAttribute(Attributes.sourceFile())
                .map(source -> source.sourceFile().stringValue())
                .orElse("");
        Path source = Path.of("src/test/java").resolve(file).resolveSibling(sourceName);
        // Maven leaves the class of a source that is gone.
        if (has(type, DISABLED) || !Files.exists(module.resolve(source))) {
            return;
        }
        String moduleName = module.getFileName().toString();
        String topLevel = sourceName.replace(".java", "");
        // What is neither is a base of several ITs.
        String where = topLevel.endsWith("Test") ? "unit" : place(moduleName);
        String path = moduleName + "/" + source;
        ids(type).forEach(id -> proofs.add(new Proof(id, where, topLevel, path)));
        for (MethodModel method : type.methods()) {
            String name = topLevel + "." + method.methodName().stringValue();
            List<String> ids = ids(method);
            if (!ids.isEmpty() && !has(method, JUNIT)) {
                throw new IllegalStateException(name + " says what it proves but is no test: add @Test");
            }
            if (!has(method, DISABLED)) {
                ids.forEach(id -> proofs.add(new Proof(id, where, name, path)));
            }
        }
    }

    private static String place(String module) {
        return switch (module) {
            case "lab", "cli" -> "lab";
            case "operator" -> "API server";
            case "e2e" -> "cluster";
            default -> "kernel";
        };
    }

    private static boolean has(AttributedElement element, String prefix) {
        return annotations(element)
                .anyMatch(annotation -> annotation.className().stringValue().startsWith(prefix));
    }

    private static List<String> ids(AttributedElement element) {
        return annotations(element)
                .filter(annotation -> annotation.className().equalsString(PROVES))
                .flatMap(annotation -> annotation.elements().stream())
                .map(AnnotationElement::value)
                .flatMap(ProofFinder::strings)
                .toList();
    }

    private static Stream<Annotation> annotations(AttributedElement element) {
        return element.findAttribute(Attributes.runtimeVisibleAnnotations()).stream()
                .flatMap(attribute -> attribute.annotations().stream());
    }

    private static Stream<String> strings(AnnotationValue value) {
        return switch (value) {
            case AnnotationValue.OfArray array -> array.values().stream().flatMap(ProofFinder::strings);
            case AnnotationValue.OfString text -> Stream.of(text.stringValue());
            default -> Stream.empty();
        };
    }
}

package io.paraflow.testing.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.paraflow.testing.project.Project;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every kernel's benchmark runs, and the kernel gives what its reference does. */
class KernelBenchTest {
  @TempDir private Path generated;

  @Test
  void everyBenchmarkIsListed() {
    assertEquals(
        Project.sources("Benchmark.java").stream()
            .map(file -> file.getFileName().toString().replace(".java", ""))
            .filter(name -> !name.equals(KernelBenchmark.class.getSimpleName()))
            .sorted()
            .toList(),
        KernelBench.BENCHMARKS.stream().map(Class::getSimpleName).sorted().toList());
  }

  @Test
  void everyBenchmarkRunsOnceBesideItsReference() throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(System.getProperty("pf.jvm.flags").split(" ", -1)));
    command.addAll(
        List.of(
            "-XX:TieredStopAtLevel=1",
            "-cp",
            generated + File.pathSeparator + System.getProperty("java.class.path"),
            KernelBench.class.getName(),
            generated.toString()));
    command.addAll(List.of("-f 0 -bm ss -wi 0 -i 1 -foe true".split(" ", -1)));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    assertEquals(
        KernelBench.runnable().stream()
            .map(type -> type.getSimpleName().replace("Benchmark", ""))
            .sorted()
            .toList(),
        output
            .lines()
            .filter(line -> line.matches("ratio jmh \\S+/\\w+ [0-9.]+ [0-9.]+ [0-9.]+"))
            .map(line -> line.split("[ /-]", -1)[2])
            .distinct()
            .sorted()
            .toList(),
        output);
  }
}

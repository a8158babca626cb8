package io.paraflow.testing.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.paraflow.testing.fixtures.Commands;
import io.paraflow.testing.fixtures.Commands.Ended;
import io.paraflow.testing.project.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LauncherTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"pf-worker", "pf-discoverer"})
  void worksThroughASymbolicLinkFromAnotherFolder(String name) throws IOException {
    Path link = Files.createDirectory(folder.resolve("with space")).resolve("a link");
    Files.createSymbolicLink(link, Project.root().resolve("bin").resolve(name));

    Ended ended = commands(Map.of()).run(Commands.quoted(link.toString()) + " --version");

    Files.delete(link);
    assertEquals(0, ended.exit(), ended.err());
    assertTrue(ended.out().startsWith(name + " "), ended.out());
  }

  @Test
  void aJdkThatIsTooOldOrNotThereIsNamedInOneLine() {
    Ended ended =
        commands(Map.of("PF_JAVA_HOME", folder.toString()))
            .run(Commands.bin("pf-worker") + " --version");

    assertEquals(1, ended.exit());
    assertEquals("pf-worker: PF_JAVA_HOME=" + folder + " is not a JDK 25 or later\n", ended.err());
  }

  @Test
  void testsAndLaunchersPassTheSameFlagsToTheJvm() throws IOException {
    String pom = Files.readString(Project.root().resolve("pom.xml"));
    Matcher flags = Pattern.compile("<jvm.flags>(.*)</jvm.flags>").matcher(pom);
    assertTrue(flags.find());

    String launch = Files.readString(Project.root().resolve("bin/launch.sh"));
    assertTrue(launch.contains("arrow_flags=\"" + flags.group(1) + "\""), flags.group(1));
  }

  @Test
  void theMethodsThatAreNotInlinedExist() throws Exception {
    String launch = Files.readString(Project.root().resolve("bin/launch.sh"));
    List<String[]> named =
        Pattern.compile("'([\\w.$]+)::(\\w+)'")
            .matcher(launch)
            .results()
            .map(found -> new String[] {"io.paraflow." + found.group(1), found.group(2)})
            .toList();

    assertEquals(3, named.size());
    for (String[] method : named) {
      assertTrue(
          Arrays.stream(Class.forName(method[0]).getDeclaredMethods())
              .anyMatch(declared -> declared.getName().equals(method[1])),
          String.join(".", method));
    }
  }

  private Commands commands(Map<String, String> environment) {
    return new Commands(folder, environment);
  }
}

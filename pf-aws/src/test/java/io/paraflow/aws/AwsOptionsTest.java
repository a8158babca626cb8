package io.paraflow.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.paraflow.core.config.Option;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AwsOptionsTest {
  @Test
  void keepsSecretsToItself() {
    AwsOptions options =
        new AwsOptions(
            "us-east-1",
            "canary-1",
            "canary-2",
            "canary-3",
            null,
            false,
            ChecksumMode.WHEN_SUPPORTED);
    assertFalse(options.toString().contains("canary"), options.toString());
    for (String name : List.of("accessKey", "secretKey", "sessionToken")) {
      assertTrue(component(name).getAnnotation(Option.class).secret(), name);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          us-east-1    |a|-|-|-|--access-key and --secret-key together
          us-east-1    |-|b|-|-|--access-key and --secret-key together
          us-east-1    |-|-|c|-|--session-token belongs to
          us-east-1    |a|b|-|p|either --access-key or --profile
          evil.com/?   |-|-|-|-|is not a region name
          """)
  void refusesOptionsThatDoNotFitTogether(
      String region, String access, String secret, String token, String profile, String reason) {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                new AwsOptions(
                    region, access, secret, token, profile, false, ChecksumMode.WHEN_SUPPORTED));
    assertTrue(e.toString().contains(reason), e.toString());
  }

  @Test
  void namesTheDefaultsThatItDeclares() {
    AwsOptions defaults = AwsOptions.defaults();
    assertEquals(def("region"), defaults.region());
    assertEquals(def("noImds"), String.valueOf(defaults.noImds()));
    assertEquals(def("checksums"), defaults.checksums().name().toLowerCase(Locale.ROOT));
  }

  private static String def(String name) {
    return component(name).getAnnotation(Option.class).def();
  }

  private static RecordComponent component(String name) {
    for (RecordComponent component : AwsOptions.class.getRecordComponents()) {
      if (component.getName().equals(name)) {
        return component;
      }
    }
    throw new IllegalArgumentException(name);
  }
}

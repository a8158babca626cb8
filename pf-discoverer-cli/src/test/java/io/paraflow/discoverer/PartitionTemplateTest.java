package io.paraflow.discoverer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PartitionTemplateTest {
  private static final int LIMIT = 1000;

  @Test
  void everyCombinationOfValuesAndDaysIsAPrefix() {
    assertEquals(
        List.of(
            "logs/web/2022/01/01/",
            "logs/web/2022/01/02/",
            "logs/db/2022/01/01/",
            "logs/db/2022/01/02/"),
        expand("logs/${index}/${_time:%Y/%m/%d}/", "index=web,db", "_time=2022-01-01..2022-01-02"));
  }

  @Test
  void theVariableThatStandsFirstVariesSlowest() {
    assertEquals(
        List.of("2022-01-01/a", "2022-01-01/b", "2022-01-02/a", "2022-01-02/b"),
        expand("${_time:%F}/${v}", "v=a,b", "_time=2022-01-01..2022-01-02"));
  }

  @Test
  void bothEndsOfARangeAreIncluded() {
    assertEquals(
        List.of("2022-01-01", "2022-01-02", "2022-01-03", "2022-01-04", "2022-01-05"),
        expand("${_time:%F}", "_time=2022-01-01..2022-01-05"));
  }

  @Test
  void aFormatCoarserThanADayGivesEachPrefixOnce() {
    assertEquals(
        List.of("2021/12", "2022/01", "2022/02"),
        expand("${_time:%Y/%m}", "_time=2021-12-30..2022-02-02"));
    assertEquals(List.of("y2022"), expand("y${_time:%Y}", "_time=2022-03-01..2022-11-30"));
  }

  @Test
  void aFormatWithHoursGivesEveryHourOfTheDays() {
    List<String> hours = expand("${_time:%Y%m%d%H}", "_time=2022-01-01..2022-01-02");
    assertEquals(48, hours.size());
    assertEquals("2022010100", hours.getFirst());
    assertEquals("2022010223", hours.getLast());
    assertEquals(
        List.of("05", "06", "07"), expand("${_time:%H}", "_time=2022-01-01T05..2022-01-01T07"));
  }

  @Test
  void aTimeMayBeWrittenInSeveralPlaces() {
    assertEquals(
        List.of("year=2022/month=01/day=31/", "year=2022/month=02/day=01/"),
        expand(
            "year=${_time:%Y}/month=${_time:%m}/day=${_time:%d}/", "_time=2022-01-31..2022-02-01"));
  }

  @Test
  void aVariableHasTheSameValueInEveryPlace() {
    assertEquals(List.of("a/a-x", "b/b-x"), expand("${v}/${v}-${w}", "v=a,b", "w=x"));
  }

  @Test
  void aFieldThatIsFilteredTwiceTakesAllValuesOnce() {
    assertEquals(List.of("a", "b", "c"), expand("${v}", "v=a,b", "v=b,c"));
    assertEquals(
        List.of("2022-01-01", "2022-03-01"),
        expand("${_time:%F}", "_time=2022-01-01,2022-03-01..2022-03-01"));
  }

  @Test
  void valuesAreTakenAsTheyAre() {
    assertEquals(List.of("é $x=1 %Y/"), expand("${v}/", "v=é $x=1 %Y"));
    assertEquals(List.of("cost$/%/{a}"), expand("cost$/%/{${v}}", "v=a"));
  }

  @Test
  void aTemplateWithoutVariablesIsOnePrefix() {
    assertEquals(List.of("logs/"), expand("logs/"));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      textBlock =
          """
          %Y %y %m %-m %b %B, 2024 24 03 3 Mar March
          %d %-d %j,          07 7 067
          %H %-H %M,          09 9 05
          %F %%,              2024-03-07 %
          dt=%Y,              dt=2024
          """)
  void directivesAreWrittenAsStrftimeDoes(String format, String expected) {
    assertEquals(
        List.of(expected),
        expand("${_time:" + format + "}", "_time=2024-03-07T09:05..2024-03-07T09:05"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ${index}/${_time:%Y} | _time=2022-01-01   | the variable index of the template has no filter
          ${index}             | index=a;other=b    | the filter for other fits no variable
          logs/                | index=a            | it has none
          ${a                  | a=1                | no closing brace
          ${}                  | a=1                | has no name
          ${a:%Y}              | a=1                | only _time can have one
          ${_time}             | _time=2022-01-01   | needs a format
          ${_time:}            | _time=2022-01-01   | has no directive
          ${_time:%Q}          | _time=2022-01-01   | unknown directive "%Q"
          ${_time:%-Y}         | _time=2022-01-01   | unknown directive "%-Y"
          ${_time:%Y%}         | _time=2022-01-01   | unknown directive "%"
          ${a}                 | a                  | not of the form
          ${a}                 | =1                 | not of the form
          ${a}                 | a=1,,2             | empty value
          ${a}                 | a=                 | empty value
          ${_time:%F}          | _time=yesterday    | is not a time range
          ${_time:%F}          | _time=2022-1-1     | is not a time range
          ${_time:%F}          | _time=2022-02-30   | does not exist
          ${_time:%F}          | _time=2022-01-02..2022-01-01 | ends before it begins
          ${_time:%F}          | _time=2000..2022   | more than the limit of 1000
          """)
  void whatCannotBeMeantIsAnError(String template, String filters, String reason) {
    IllegalArgumentException failure =
        assertThrows(IllegalArgumentException.class, () -> expand(template, filters.split(";")));
    assertTrue(failure.toString().contains(reason), failure::toString);
  }

  @Test
  void combinationsCountAgainstTheLimit() {
    PartitionFilters filters =
        PartitionFilters.parse(List.of("a=1,2,3", "_time=2022-01-01..2022-01-04"));
    PartitionTemplate template = PartitionTemplate.parse("${a}/${_time:%F}");
    assertEquals(12, template.expand(filters, 12).size());
    assertThrows(IllegalArgumentException.class, () -> template.expand(filters, 11));
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          2024,                    366, 2024-01-01, 2024-12-31
          2024-02,                 29,  2024-02-01, 2024-02-29
          2024-02-03Z,             1,   2024-02-03, 2024-02-03
          2023-12..2024-01-02,     33,  2023-12-01, 2024-01-02
          2024-01-01T23..2024-01-02T00, 2, 2024-01-01, 2024-01-02
          """)
  void anEndCoversWhatItNames(String range, int days, String first, String last) {
    List<String> prefixes = expand("${_time:%F}", "_time=" + range);
    assertEquals(days, prefixes.size());
    assertEquals(first, prefixes.getFirst());
    assertEquals(last, prefixes.getLast());
  }

  private static List<String> expand(String template, String... filters) {
    return List.copyOf(
        PartitionTemplate.parse(template).expand(PartitionFilters.parse(List.of(filters)), LIMIT));
  }
}

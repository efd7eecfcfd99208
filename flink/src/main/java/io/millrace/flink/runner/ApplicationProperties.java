package io.millrace.flink.runner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;

/**
 * The runtime properties of a Managed Flink application: a JSON array of {@code {PropertyGroupId, PropertyMap}} in a file that
 * the service writes. Elsewhere the program argument {@code --application-properties <path>} names the file.
 */
final class ApplicationProperties {
  private static final Path SERVICE_FILE = Path.of("/etc/flink/application_properties.json");
  private static final String ARGUMENT = "--application-properties";

  private final JsonNode groups;

  private ApplicationProperties(JsonNode groups) {
    this.groups = groups;
  }

  static ApplicationProperties read(String[] arguments) throws IOException {
    Path file = SERVICE_FILE;
    for (int i = 0; i + 1 < arguments.length; i++) {
      if (arguments[i].equals(ARGUMENT)) {
        file = Path.of(arguments[i + 1]);
      }
    }
    return new ApplicationProperties(new ObjectMapper().readTree(Files.readAllBytes(file)));
  }

  String required(String group, String key) {
    for (JsonNode candidate : groups) {
      if (candidate.path("PropertyGroupId").asText().equals(group) && candidate.path("PropertyMap").hasNonNull(key)) {
        return candidate.path("PropertyMap").path(key).asText();
      }
    }
    throw new IllegalArgumentException("The application's properties have no '" + key + "' in group '" + group + "'.");
  }
}

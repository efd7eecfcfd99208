package io.millrace.flink.runner;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.s3.S3Client;

/** Fetches a compiled plan from S3 ({@code s3://bucket/key}) or, for tests, from a file. */
final class PlanFile {
  private PlanFile() {}

  static CompiledPlan read(String location) throws IOException {
    URI uri = URI.create(location);
    return CompiledPlan.parse(switch (String.valueOf(uri.getScheme())) {
      case "s3" -> fromS3(uri.getHost(), uri.getPath().substring(1));
      case "file" -> Files.readAllBytes(Path.of(uri));
      default -> throw new IllegalArgumentException("A plan is at s3://bucket/key, not at " + location + ".");
    });
  }

  /** Credentials, region and AWS_ENDPOINT_URL_S3 come from the SDK's default chains. */
  private static byte[] fromS3(String bucket, String key) {
    try (S3Client s3 = S3Client.builder().httpClientBuilder(UrlConnectionHttpClient.builder()).forcePathStyle(true).build()) {
      return s3.getObjectAsBytes(request -> request.bucket(bucket).key(key)).asByteArray();
    }
  }
}

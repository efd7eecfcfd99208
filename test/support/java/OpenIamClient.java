import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;

/** Opens a Kafka client with properties from the arguments (name=value): that loads the login module and the callback handler. */
public final class OpenIamClient {
  public static void main(String[] arguments) {
    Properties properties = new Properties();
    for (String argument : arguments) {
      int sign = argument.indexOf('=');
      properties.put(argument.substring(0, sign), argument.substring(sign + 1));
    }
    try (Admin admin = Admin.create(properties)) {
      System.out.println("OPENED " + admin.metrics().size());
    }
  }
}

package io.paraflow.testing.servers.process;

import com.adobe.testing.s3mock.S3MockApplication;
import java.util.Map;
import org.apache.catalina.connector.Connector;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * An S3 server on a free port of the loopback interface. S3Mock's own main binds its second port to
 * every interface.
 */
public final class S3Server {
  private S3Server() {}

  /**
   * Runs until standard input ends.
   *
   * @param arguments the folder that keeps the objects
   */
  public static void main(String[] arguments) {
    ConfigurableApplicationContext context =
        new SpringApplicationBuilder(S3MockApplication.class)
            .properties(
                Map.of(
                    "server.address", "127.0.0.1",
                    "server.port", "0",
                    "server.ssl.enabled", "false",
                    "http.port", "0",
                    "logging.level.root", "WARN",
                    "spring.main.banner-mode", "off",
                    "com.adobe.testing.s3mock.store.root", arguments[0],
                    "com.adobe.testing.s3mock.store.retain-files-on-exit", "true"))
            .initializers(c -> c.getBeanFactory().addBeanPostProcessor(new LoopbackOnly()))
            .run();
    ChildProcess.serve(context.getBean(Connector.class).getLocalPort());
  }

  private static final class LoopbackOnly implements BeanPostProcessor {
    @Override
    public Object postProcessBeforeInitialization(Object bean, String name) {
      if (bean instanceof Connector connector) {
        connector.setProperty("address", "127.0.0.1");
      }
      return bean;
    }
  }
}

// The quick start with java.net.http, against the official host names; run by adsbox exec as a single source file.
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

public class QuickStart {
  static final String SIGN_IN = "https://login.live-int.com", BACK = SIGN_IN + "/oauth20_desktop.srf";
  static final HttpClient client = HttpClient.newHttpClient();

  static String env(String name) {
    return System.getenv("ADSBOX_" + name);
  }

  static String form(String... pairs) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < pairs.length; i += 2)
      out.append(i == 0 ? "" : "&").append(pairs[i]).append('=').append(URLEncoder.encode(pairs[i + 1], StandardCharsets.UTF_8));
    return out.toString();
  }

  static String find(String text, String pattern) {
    Matcher m = Pattern.compile(pattern).matcher(text);
    if (!m.find()) throw new IllegalStateException(pattern + " is not in " + text);
    return m.group(1);
  }

  static String post(String url, String body, String... headers) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url)).POST(HttpRequest.BodyPublishers.ofString(body)).headers(headers);
    HttpResponse<String> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) throw new IllegalStateException(url + ": " + answer.statusCode() + " " + answer.body());
    if (answer.sslSession().isEmpty()) throw new IllegalStateException("no TLS");
    return answer.body();
  }

  static String token(String... pairs) throws Exception {
    return post(SIGN_IN + "/oauth20_token.srf", form(pairs), "Content-Type", "application/x-www-form-urlencoded");
  }

  static String call(String host, String path, String token, String body) throws Exception {
    return post("https://" + host + ".api.sandbox.bingads.microsoft.com" + path, body, "Content-Type", "application/json", "Authorization",
        "Bearer " + token, "DeveloperToken", env("DEVELOPER_TOKEN"), "CustomerId", env("CUSTOMER_ID"), "CustomerAccountId", env("ACCOUNT_ID"));
  }

  public static void main(String[] arguments) throws Exception {
    String query = form("client_id", env("CLIENT_ID"), "scope", "bingads.manage", "response_type", "code", "redirect_uri", BACK, "state", "x", "prompt",
        "none", "login_hint", env("USER"));
    HttpResponse<String> page =
        client.send(HttpRequest.newBuilder(URI.create(SIGN_IN + "/oauth20_authorize.srf?" + query)).build(), HttpResponse.BodyHandlers.ofString());
    String code = find(page.headers().firstValue("Location").orElse(page.body()), "[?&]code=([^&]+)");
    String first = token("client_id", env("CLIENT_ID"), "grant_type", "authorization_code", "code", code, "redirect_uri", BACK);
    String second = token("client_id", env("CLIENT_ID"), "grant_type", "refresh_token", "refresh_token", find(first, "\"refresh_token\":\"([^\"]+)"));
    String token = find(second, "\"access_token\":\"([^\"]+)");
    String user = call("clientcenter", "/CustomerManagement/v13/User/Query", token, "{\"UserId\":null}");
    if (!find(user, "\"UserName\":\"([^\"]+)").equals(env("USER"))) throw new IllegalStateException(user);
    String id = find(user, "\"CustomerId\":\"[0-9]+\",\"Id\":\"([0-9]+)");
    String found = call("clientcenter", "/CustomerManagement/v13/Accounts/Search", token,
        "{\"Predicates\":[{\"Field\":\"UserId\",\"Operator\":\"Equals\",\"Value\":\"" + id + "\"}],\"PageInfo\":{\"Index\":0,\"Size\":10}}");
    find(found, "(\"Id\":\"" + env("ACCOUNT_ID") + "\")");
    find(call("campaign", "/CampaignManagement/v13/Campaigns/QueryByAccountId", token, "{\"AccountId\":\"" + env("ACCOUNT_ID") + "\"}"),
        "(\"Campaigns\":\\[)");
    System.out.println("quick start done");
  }
}

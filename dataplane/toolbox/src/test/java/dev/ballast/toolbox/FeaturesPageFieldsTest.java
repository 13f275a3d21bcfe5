package dev.ballast.toolbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.ballast.contract.problem.Problem;
import dev.ballast.contract.translate.Inputs.Place;
import dev.ballast.toolbox.check.Check;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page of all features has a row for every field of the resource, and what it shows of a manifest is one. */
class FeaturesPageFieldsTest {
    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final Pattern FIELD = Pattern.compile("`((?:[a-z]\\w*(?:\\[])?\\.)*[a-z]\\w*)`");
    private static final Pattern FRAGMENT = Pattern.compile("`([a-z]\\w+: [^`]+)`");

    /** Something that every fragment of the page fits into. */
    private static final String MANIFEST = """
            apiVersion: ballast.dev/v1alpha1
            kind: LoadBalancer
            metadata: {name: shop}
            spec:
              listeners:
              - {name: port-8080, port: 8080, protocol: %s, backend: local}
              backends:
              - {name: local, endpoints: [{address: 127.0.0.1, port: 3001}]}
              - {name: other, endpoints: [{address: 127.0.0.1, port: 3002}]}
            """;

    @Test
    void everyFieldOfTheResourceIsInARow() throws IOException {
        Set<String> told = told();
        assertThat(leaves()).hasSizeGreaterThan(150).allSatisfy(field -> assertThat(told).as(field).anyMatch(row -> holds(row, field)));
    }

    @Test
    void everyRowIsOfAFieldThatTheResourceHas() throws IOException {
        Set<String> leaves = leaves();
        assertThat(told()).hasSizeGreaterThan(50).allSatisfy(row -> assertThat(leaves).as(row).anyMatch(field -> holds(row, field)));
    }

    @Test
    void everyPartOfAManifestThatIsShownCanBeWritten() throws IOException {
        Set<String> fields = fields();
        List<String> shown = shown();
        assertThat(shown).hasSizeGreaterThan(30).allSatisfy(fragment -> {
            Map.Entry<String, JsonNode> part = YAML.readTree("{" + fragment + "}").properties().iterator().next();
            List<String> places = fields.stream().filter(field -> isNamed(field, part.getKey())).toList();
            assertThat(places).as(fragment).anySatisfy(place -> assertThat(complaints(place, part.getValue())).isEmpty());
        });
    }

    private static boolean isNamed(String field, String name) {
        String bare = field.replaceAll("\\[]$", "");
        return bare.equals(name) || bare.endsWith("." + name);
    }

    /** Whether a row of a section, or of the field itself, tells of a field. */
    private static boolean holds(String row, String field) {
        return field.equals(row) || field.startsWith(row + ".") || field.startsWith(row + "[].");
    }

    private static List<String> lines() throws IOException {
        String page = Files.readString(ROOT.resolve("examples/FEATURES.md"));
        return page.substring(0, page.indexOf("## Not built")).lines().filter(line -> line.startsWith("| ")).toList();
    }

    /** The fields of the first column, of the rows about the resource. */
    private static Set<String> told() throws IOException {
        List<String> lines = lines();
        Set<String> told = new TreeSet<>();
        for (String line : lines.subList(lines.lastIndexOf("| field | test | to see it |") + 1, lines.size())) {
            Matcher field = FIELD.matcher(line.substring(0, line.indexOf(" | ")).replace("`spec.trafficPolicy`", ""));
            while (field.find()) {
                if (!field.group(1).equals("status")) {
                    told.add(field.group(1));
                }
            }
        }
        return told;
    }

    private static List<String> shown() throws IOException {
        List<String> shown = new ArrayList<>();
        for (String line : lines()) {
            FRAGMENT.matcher(line).results().map(found -> found.group(1)).forEach(shown::add);
        }
        return shown;
    }

    /** What {@code ballast check} says of that part of a manifest; on a laptop, but for Secrets, which are not shown with it. */
    private static List<Problem> complaints(String place, JsonNode value) throws JsonProcessingException {
        boolean secure = place.startsWith("listeners[].tls");
        ObjectNode manifest = (ObjectNode) YAML.readTree(MANIFEST.formatted(secure ? "HTTPS" : "HTTP"));
        ObjectNode section = manifest.withObject("/spec");
        String[] names = place.split("\\.");
        for (String name : List.of(names).subList(0, names.length - 1)) {
            section = name.endsWith("[]") ? first(section.withArray("/" + name.replace("[]", ""))) : section.withObject("/" + name);
        }
        section.set(names[names.length - 1].replace("[]", ""), value);
        String path = "spec." + place.replace("[]", "[0]");
        return Check.problems(YAML.writeValueAsString(manifest), secure ? Place.Cluster : Place.Standalone).stream()
                .filter(problem -> problem.path().startsWith(path.endsWith("[0]") ? path.substring(0, path.length() - 3) : path))
                .toList();
    }

    private static ObjectNode first(ArrayNode list) {
        return list.isEmpty() ? list.addObject().put("name", "first") : (ObjectNode) list.get(0);
    }

    /** Fields without fields of their own, those of {@code backends[].trafficPolicy} once: {@code listeners[].tls.alpn}. */
    private static Set<String> leaves() throws IOException {
        Set<String> all = fields();
        Set<String> leaves = new TreeSet<>(all);
        leaves.removeIf(field -> all.stream().anyMatch(other -> !other.equals(field) && holds(field.replaceAll("\\[]$", ""), other)));
        leaves.removeIf(field -> field.startsWith("backends[].trafficPolicy."));
        leaves.add("backends[].trafficPolicy");
        return leaves;
    }

    /** Every field, lists of sections with their brackets. */
    private static Set<String> fields() throws IOException {
        JsonNode crd = YAML.readTree(ROOT.resolve("crds/loadbalancers.ballast.dev.yaml").toFile());
        Set<String> fields = new TreeSet<>();
        gather("", crd.at("/spec/versions/0/schema/openAPIV3Schema/properties/spec"), fields);
        return fields;
    }

    private static void gather(String path, JsonNode schema, Set<String> fields) {
        schema.path("properties").properties().forEach(field -> {
            boolean list = field.getValue().path("items").has("properties");
            String here = (path.isEmpty() ? "" : path + ".") + field.getKey() + (list ? "[]" : "");
            fields.add(here);
            gather(here, list ? field.getValue().path("items") : field.getValue(), fields);
        });
    }
}

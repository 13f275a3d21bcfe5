package dev.ballast.contract.manifest;

import dev.ballast.contract.problem.Problem;
import dev.ballast.contract.problem.Reason;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.reader.ReaderException;

/**
 * Reads a file of {@code LoadBalancer}, {@code Secret} and {@code ConfigMap} documents. Never throws: whatever the text is, the answer is the good parts
 * and a problem, with line and column, for each bad one.
 */
public final class ManifestReader {
    /** The longest text that is read, in characters; it leaves room for some hundred certificates. */
    public static final int MAX_CHARACTERS = 4 << 20;

    private static final String GROUP = "ballast.dev";

    /** {@code apiVersion} of a LoadBalancer. */
    public static final String API_VERSION = GROUP + "/v1alpha1";

    /** RFC 1035 label: names of Services are made from it. */
    public static final String NAME = "^[a-z]([-a-z0-9]*[a-z0-9])?$";

    /** With the longest suffix the names of objects stay within 63 characters. */
    public static final int NAME_LENGTH = 45;

    /** The same in words. */
    public static final String NAME_EXPECTED = "a DNS-1035 label (a-z first, then a-z, 0-9 and -) of at most 45 characters";

    private static final Set<String> METADATA = Set.of(
            "name", "namespace", "labels", "annotations", "uid", "resourceVersion", "generation", "generateName", "creationTimestamp",
            "deletionTimestamp", "deletionGracePeriodSeconds", "finalizers", "managedFields", "ownerReferences", "selfLink");

    private final String file;
    private final Others others;
    private final List<LoadBalancerManifest> loadBalancers = new ArrayList<>();
    private final List<SecretManifest> secrets = new ArrayList<>();
    private final List<ConfigMapManifest> configMaps = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();
    private final Set<String> names = new HashSet<>();
    /** Secrets and ConfigMaps that are there and cannot be read. */
    private final Set<String> broken = new HashSet<>();
    /** Those of kind LoadBalancer. */
    private int documents;

    private ManifestReader(String file, Others others) {
        this.file = file;
        this.others = others;
    }

    /** What becomes of documents of kinds that are not read here. */
    public enum Others {
        /** Each is a problem: what is in the file is meant to run. */
        REFUSED,
        /** They are somebody else's, unless they say that they are Ballast's: a file for a whole cluster holds more than load balancers. */
        PASSED_OVER
    }

    /**
     * @param file the name that complaints carry
     * @param text of the file
     */
    public static Manifest read(String file, String text) {
        return read(file, text, Others.REFUSED);
    }

    /**
     * @param file the name that complaints carry
     * @param text of the file
     * @param others documents of other kinds
     */
    public static Manifest read(String file, String text, Others others) {
        ManifestReader reader = new ManifestReader(file, others);
        reader.documents(text);
        if (reader.loadBalancers.isEmpty() && reader.problems.isEmpty() && others == Others.REFUSED) {
            reader.malformed("there is no LoadBalancer in it: expected a document of kind LoadBalancer");
        }
        List<LoadBalancerManifest> found = reader.loadBalancers.stream().map(each -> each.beside(reader.broken)).toList();
        return new Manifest(found, reader.documents - found.size(), reader.secrets, reader.configMaps, reader.problems);
    }

    private void documents(String text) {
        if (text.length() > MAX_CHARACTERS) {
            malformed("has " + text.length() + " characters: expected at most " + MAX_CHARACTERS);
            return;
        }
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(MAX_CHARACTERS);
        options.setMaxAliasesForCollections(50);
        options.setNestingDepthLimit(50);
        try {
            Iterator<Node> documents = new Yaml(options).composeAll(new StringReader(text)).iterator();
            while (documents.hasNext()) {
                document(documents.next());
            }
        } catch (MarkedYAMLException broken) {
            // What stands beside it may be a key: the parser's own text, without its quotation of the file.
            String context = broken.getContext() == null ? "" : broken.getContext() + ", ";
            problems.add(new Problem(
                    "", Reason.Malformed, "not YAML: " + context + broken.getProblem() + ": expected valid YAML from here on",
                    Places.location(file, broken.getProblemMark())));
        } catch (ReaderException broken) {
            malformed("not YAML: character U+%04X at offset %d: expected characters that print".formatted(broken.getCodePoint(), broken.getPosition()));
        } catch (YAMLException broken) {
            malformed("not YAML that is read here: " + broken.getMessage() + ": expected fewer of them");
        }
    }

    private void malformed(String message) {
        problems.add(new Problem("", Reason.Malformed, message, Places.location(file, null)));
    }

    private void document(Node root) {
        if (Scalars.absent(root)) {
            return;
        }
        Places places = new Places(file);
        places.remember("", root);
        if (root instanceof MappingNode mapping) {
            typed(mapping, places);
        } else {
            places.complain(root, "", Reason.Malformed, Scalars.found(root) + ": expected a document with apiVersion, kind, metadata and spec");
        }
        problems.addAll(places.problems());
    }

    private void typed(MappingNode root, Places places) {
        String kind = text(root, "kind");
        Map<String, String> versions = Map.of("LoadBalancer", API_VERSION, "Secret", "v1", "ConfigMap", "v1");
        String version = text(root, "apiVersion");
        String expected = versions.get(kind);
        if (expected == null && isAnothers(kind, version)) {
            return;
        }
        if (expected == null) {
            Node where = Scalars.child(root, "kind");
            places.complain(
                    where == null ? root : where, "kind", Reason.Malformed,
                    (kind.isEmpty() ? "is missing" : Scalars.quoted(kind) + " is not read here") + ": expected LoadBalancer, Secret or ConfigMap");
        } else if (!version.equals(expected)) {
            Node where = Scalars.child(root, "apiVersion");
            places.complain(
                    where == null ? root : where, "apiVersion", Reason.Malformed,
                    (version.isEmpty() ? "is missing" : Scalars.quoted(version) + " is not a version of " + kind + " that is read here") + ": expected "
                            + expected);
        } else if (kind.equals("Secret")) {
            secret(root, places);
        } else if (kind.equals("ConfigMap")) {
            configMap(root, places);
        } else {
            loadBalancer(root, places);
        }
    }

    private boolean isAnothers(String kind, String version) {
        return others == Others.PASSED_OVER && !kind.isEmpty() && !version.isEmpty() && !version.startsWith(GROUP + "/");
    }

    private void loadBalancer(MappingNode root, Places places) {
        documents++;
        known(root, "", Set.of("apiVersion", "kind", "metadata", "spec", "status"), places);
        String name = name(root, NAME, NAME_LENGTH, NAME_EXPECTED, places);
        Node written = Scalars.child(root, "spec");
        if (written == null || Scalars.absent(written)) {
            places.complain(root, "spec", Reason.Required, "is missing: expected spec with listeners and backends");
            return;
        }
        SectionReader reader = new SectionReader(places);
        LoadBalancerSpec spec = reader.section(LoadBalancerSpec.class, written, "spec");
        if (spec == null || name == null) {
            return;
        }
        LoadBalancerManifest manifest = new LoadBalancerManifest(name, spec, places, reader.lost("spec.listeners"), reader.lost("spec.backends"));
        manifest.inFile(SpecRules.check(spec)).forEach(places::complain);
        if (names.add(name)) {
            loadBalancers.add(manifest);
        } else {
            places.complain(root, "metadata.name", Reason.Conflict, "\"" + name + "\" is the name of two LoadBalancers: expected one for each");
        }
    }

    private void secret(MappingNode root, Places places) {
        known(root, "", Set.of("apiVersion", "kind", "metadata", "type", "data", "stringData", "immutable"), places);
        String name = name(root, LoadBalancerSpec.DNS_SUBDOMAIN, 253, "a DNS subdomain of at most 253 characters", places);
        if (name == null) {
            return;
        }
        Map<String, byte[]> data = new DataReader(places).secret(root);
        if (data != null) {
            String type = text(root, "type");
            secrets.add(new SecretManifest(name, type.isEmpty() ? "Opaque" : type, data));
        } else {
            broken.add("Secret \"" + name + "\"");
        }
    }

    private void configMap(MappingNode root, Places places) {
        known(root, "", Set.of("apiVersion", "kind", "metadata", "data", "binaryData", "immutable"), places);
        String name = name(root, LoadBalancerSpec.DNS_SUBDOMAIN, 253, "a DNS subdomain of at most 253 characters", places);
        Map<String, byte[]> data = name == null ? null : new DataReader(places).texts(root, "data");
        if (name != null && data != null) {
            Map<String, String> texts = new HashMap<>();
            data.forEach((entry, value) -> texts.put(entry, new String(value, StandardCharsets.UTF_8)));
            configMaps.add(new ConfigMapManifest(name, texts));
        } else if (name != null) {
            broken.add("ConfigMap \"" + name + "\"");
        }
    }

    /** {@code metadata.name}, or null where it was complained about. */
    private @Nullable String name(MappingNode root, String pattern, int length, String expected, Places places) {
        Node metadata = Scalars.child(root, "metadata");
        if (!(metadata instanceof MappingNode fields)) {
            places.complain(metadata == null ? root : metadata, "metadata", Reason.Required, "is missing: expected metadata with a name");
            return null;
        }
        known(fields, "metadata.", METADATA, places);
        Node node = Scalars.child(fields, "name");
        if (node == null) {
            places.complain(fields, "metadata.name", Reason.Required, "is missing: expected " + expected);
            return null;
        }
        places.remember("metadata.name", node);
        String name = Scalars.text(node);
        if (name == null || name.length() > length || !name.matches(pattern)) {
            places.complain(node, "metadata.name", Reason.InvalidValue, (name == null ? Scalars.found(node) : Scalars.quoted(name) + " does not fit") + ": expected " + expected);
            return null;
        }
        return name;
    }

    private static void known(MappingNode node, String prefix, Set<String> names, Places places) {
        Set<String> seen = new HashSet<>();
        for (NodeTuple field : node.getValue()) {
            String name = Scalars.key(field);
            if (!names.contains(name)) {
                String meant = Spelling.nearest(name, names)
                        .map(near -> "did you mean \"" + near + "\"?")
                        .orElse("expected " + String.join(", ", names.stream().sorted().toList()));
                places.complain(field.getKeyNode(), prefix + name, Reason.UnknownField, Scalars.quoted(name) + " is not a field: " + meant);
            } else if (!seen.add(name)) {
                places.complain(field.getKeyNode(), prefix + name, Reason.Conflict, "\"" + name + "\" is there twice: expected once");
            }
        }
    }

    private static String text(MappingNode node, String field) {
        Node value = Scalars.child(node, field);
        String text = value == null ? null : Scalars.text(value);
        return text == null ? "" : text;
    }
}

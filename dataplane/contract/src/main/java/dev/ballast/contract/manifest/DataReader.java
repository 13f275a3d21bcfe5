package dev.ballast.contract.manifest;

import dev.ballast.contract.problem.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;

/** The values of a Secret or ConfigMap. No complaint quotes one. */
final class DataReader {
    private final Places places;

    DataReader(Places places) {
        this.places = places;
    }

    /** A Secret's {@code stringData} over its {@code data}; null where something was complained about. */
    @Nullable Map<String, byte[]> secret(MappingNode root) {
        int before = places.complaints();
        Map<String, byte[]> data = new HashMap<>();
        entries(root, "data", true, data);
        entries(root, "stringData", false, data);
        return places.complaints() == before ? data : null;
    }

    /** Texts as they stand there, in UTF-8; null where something was complained about. */
    @Nullable Map<String, byte[]> texts(MappingNode root, String field) {
        int before = places.complaints();
        Map<String, byte[]> data = new HashMap<>();
        entries(root, field, false, data);
        return places.complaints() == before ? data : null;
    }

    private void entries(MappingNode root, String field, boolean base64, Map<String, byte[]> data) {
        Node node = Scalars.child(root, field);
        if (node == null || Scalars.absent(node)) {
            return;
        }
        if (!(node instanceof MappingNode mapping)) {
            places.complain(node, field, Reason.InvalidValue, "is not a group of names and values: expected such as tls.crt or ca.crt");
            return;
        }
        for (NodeTuple entry : mapping.getValue()) {
            String name = Scalars.key(entry);
            String path = field + "[" + name + "]";
            String text = Scalars.text(entry.getValueNode());
            if (text == null) {
                places.complain(entry.getValueNode(), path, Reason.InvalidValue, "is not text: expected text, in quotes if it looks like something else");
            } else if (base64) {
                decode(entry.getValueNode(), path, text, name, data);
            } else {
                data.put(name, text.getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private void decode(Node node, String path, String text, String name, Map<String, byte[]> data) {
        try {
            data.put(name, Base64.getDecoder().decode(text.replaceAll("\\s", "")));
        } catch (IllegalArgumentException notBase64) {
            places.complain(node, path, Reason.InvalidValue, "is not base64: expected base64, or the text itself under stringData");
        }
    }
}

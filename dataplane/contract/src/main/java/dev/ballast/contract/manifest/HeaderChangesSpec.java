package dev.ballast.contract.manifest;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Changes of header fields. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Doc("Changes of header fields: first remove, then set, then add.")
@Whole
public record HeaderChangesSpec(
        @Doc("Fields that are there with this value, and no other.") @Nullable @Items(min = 1, max = 16, key = "name")
        List<HeaderSpec> set,
        @Doc("Fields that are there too.") @Nullable @Items(min = 1, max = 16, key = "name")
        List<HeaderSpec> add,
        @Doc("Names of fields that are not there.") @Nullable @Items(min = 1, max = 16)
        @Text(maxLength = 128, pattern = HeaderSpec.NAME, expected = HeaderSpec.NAME_EXPECTED)
        List<String> remove) {
    public HeaderChangesSpec {
        set = set == null ? null : List.copyOf(set);
        add = add == null ? null : List.copyOf(add);
        remove = remove == null ? null : List.copyOf(remove);
    }
}

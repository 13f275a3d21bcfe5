package dev.ballast.contract.manifest;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a request must be like; everything that is given must fit. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Doc("What a request must be like; everything that is given must fit.")
@Whole
public record RouteMatchSpec(
        @Doc("The host that is asked for: a name, or \"*.\" before one for all names below it. Absent: every host.")
        @Nullable @Text(maxLength = 253, pattern = ListenerSpec.HOSTNAME, expected = "a DNS name in small letters, or \"*.\" before one")
        String hostname,
        @Doc("The path without the query, in its normal form. Absent: every path.") @Nullable PathMatchSpec path,
        @Doc("The method, such as GET. Absent: every method.")
        @Nullable @Text(maxLength = 32, pattern = "^[A-Z][-A-Z_]*$", expected = "a method in capital letters, such as GET")
        String method,
        @Doc("Header fields that must be there. Of one that comes several times, one line must fit.") @Nullable @Items(min = 1, max = 16, key = "name")
        List<HeaderMatchSpec> headers,
        @Doc("Query parameters that must be there. Of one that comes several times, the first must fit.") @Nullable
        @Items(min = 1, max = 16, key = "name")
        List<QueryParamMatchSpec> queryParams) {
    public RouteMatchSpec {
        headers = headers == null ? null : List.copyOf(headers);
        queryParams = queryParams == null ? null : List.copyOf(queryParams);
    }

    /** How a value is compared. */
    public enum ValueType {
        Exact,
        RegularExpression
    }
}

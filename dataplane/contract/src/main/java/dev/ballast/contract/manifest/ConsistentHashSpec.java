package dev.ballast.contract.manifest;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/** What is hashed, and how. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Doc("What is hashed, and how.")
@Rule(
        value = "(self.key == 'Header') == has(self.header)",
        message = "'key %s has %s header: expected one exactly with key Header'.format([self.key, has(self.header) ? 'a' : 'no'])",
        field = ".header")
@Rule(
        value = "(self.key == 'Cookie') == has(self.cookie)",
        message = "'key %s has %s cookie: expected one exactly with key Cookie'.format([self.key, has(self.cookie) ? 'a' : 'no'])",
        field = ".cookie")
@Rule(
        value = "self.balanceFactor == 0 || self.balanceFactor > 100",
        message = "'balanceFactor %d leaves less room than there is work: expected 0 for no limit, or 101 to 10000'.format([self.balanceFactor])",
        field = ".balanceFactor")
public record ConsistentHashSpec(
        @Doc("Rendezvous (a change of the endpoints moves no key more than it must; shares less even), Maglev (even shares; of 100 endpoints, one that leaves moves 1.55 times the keys that it must) or Ring (as Rendezvous, but for a step at some numbers of endpoints).")
        @Default("Rendezvous") Table table,
        @Doc("SourceIP, Header or Cookie. A request without that header or cookie goes to a random endpoint.") @Default("SourceIP") Key key,
        @Doc("The header whose value is the key.")
        @Nullable @Text(maxLength = 128, pattern = TOKEN, expected = "the name of a header")
        String header,
        @Doc("The cookie whose value is the key.")
        @Nullable @Text(maxLength = 128, pattern = TOKEN, expected = "the name of a cookie")
        String cookie,
        @Doc("Rendezvous: places in the table; 650 for each endpoint keep the shares within some 4 %. Maglev: the same, made a prime; 100 for each endpoint keep them within some 1 %. Ring: the most points on it.")
        @Default("65537") @Bounds(min = 1009, max = 1_000_003)
        Integer tableSize,
        @Doc("The most that an endpoint carries, in percent of its share of what is in flight; what is above goes to another. 0 = no limit.")
        @Default("150") @Bounds(min = 0, max = 10_000)
        Integer balanceFactor) {
    /** RFC 9110, 5.6.2. */
    static final String TOKEN = "^[-!#$%&'*+.^_`|~0-9A-Za-z]+$";

    public ConsistentHashSpec {
        table = table == null ? Table.Rendezvous : table;
        key = key == null ? Key.SourceIP : key;
        tableSize = tableSize == null ? 65_537 : tableSize;
        balanceFactor = balanceFactor == null ? 150 : balanceFactor;
    }

    /** How the keys are laid over the endpoints. */
    public enum Table {
        Rendezvous,
        Maglev,
        Ring
    }

    /** What is hashed. */
    public enum Key {
        SourceIP,
        Header,
        Cookie
    }
}

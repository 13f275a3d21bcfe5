package dev.ballast.traffic.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.contract.snapshot.RouteConfig;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Which route has which request: first the cases of Gateway API's conformance suite (conformance/tests/httproute-*.go; where that one
 * says 404 there is no route), then our own.
 */
class RouteTableTest {
    @TestFactory
    Stream<DynamicTest> paths_and_headers_as_in_HTTPRouteMatching() {
        return cases("""
                v1 prefix=/
                v1 header=version:one
                v2 prefix=/v2
                v2 header=version:two
                """, """
                GET a / -> v1
                GET a /example -> v1
                GET a / version:one -> v1
                GET a /v2 -> v2
                GET a /v2example -> v1
                GET a /v2/ -> v2
                GET a /v2/example -> v2
                GET a / version:two -> v2
                """);
    }

    @TestFactory
    Stream<DynamicTest> routes_of_several_hosts_as_in_HTTPRouteMatchingAcrossRoutes() {
        return cases("""
                v1 host=example.com prefix=/
                v1 host=example.com header=version:one
                v1 host=example.net prefix=/
                v1 host=example.net header=version:one
                v2 host=example.com prefix=/v2
                v2 host=example.com header=version:two
                """, """
                GET example.com / -> v1
                GET example.com /example -> v1
                GET example.net /example -> v1
                GET example.com /example version:one -> v1
                GET example.com /v2 -> v2
                GET example.com /v2/ -> v2
                GET example.com /v2example -> v1
                GET example.com /v2/example -> v2
                GET example.com / version:two -> v2
                GET example.net /v2 -> v1
                GET example.net / version:two -> v1
                GET example.org / -> none
                """);
    }

    @TestFactory
    Stream<DynamicTest> the_most_specific_path_as_in_HTTPRoutePathMatchOrder() {
        return cases("""
                any prefix=/match
                prefix prefix=/match/prefix/
                prefix-one prefix=/match/prefix/one
                exact exact=/match
                exact-one exact=/match/exact/one
                exact-two exact=/match/exact
                """, """
                GET a /match/exact/one -> exact-one
                GET a /match/exact -> exact-two
                GET a /match -> exact
                GET a /match/prefix/one/any -> prefix-one
                GET a /match/prefix/any -> prefix
                GET a /match/any -> any
                """);
    }

    @TestFactory
    Stream<DynamicTest> exact_paths_as_in_HTTPRouteExactPathMatching() {
        return cases("""
                v1 exact=/one
                v2 exact=/two
                """, """
                GET a /one -> v1
                GET a /two -> v2
                GET a / -> none
                GET a /one/ -> none
                GET a /one/example -> none
                GET a /ONE -> none
                """);
    }

    @TestFactory
    Stream<DynamicTest> header_fields_as_in_HTTPRouteHeaderMatching() {
        return cases("""
                v1 header=version:one
                v2 header=version:two
                v1 header=version:two header=color:orange
                v1 header=color:blue
                v1 header=color:green
                v2 header=color:red
                v2 header=color:yellow
                """, """
                GET a / version:one -> v1
                GET a / version:two -> v2
                GET a / version:two color:orange -> v1
                GET a / color:blue -> v1
                GET a / Color:blue -> v1
                GET a / color:Blue -> none
                GET a / color:green -> v1
                GET a / color:red -> v2
                GET a / color:yellow -> v2
                GET a / color:purple -> none
                GET a / -> none
                GET a / color:orange version:one -> v1
                GET a / color:purple color:green -> v1
                """);
    }

    @TestFactory
    Stream<DynamicTest> query_parameters_as_in_HTTPRouteQueryParamMatching() {
        return cases("""
                v1 query=animal:whale
                v2 query=animal:dolphin
                v3 query=animal:dolphin query=color:blue
                v3 query=ANIMAL:Whale
                path1 prefix=/path1 query=animal:whale
                path2 prefix=/path2 query=animal:whale header=version:one
                path4 header=version:four
                path5 prefix=/path5
                """, """
                GET a /?animal=whale -> v1
                GET a /?animal=dolphin -> v2
                GET a /?animal=dolphin&color=blue -> v3
                GET a /?ANIMAL=Whale -> v3
                GET a /?animal=whale&otherparam=irrelevant -> v1
                GET a /?animal=dolphin&color=yellow -> v2
                GET a /?color=blue -> none
                GET a /?animal=dog -> none
                GET a /?animal=whaledolphin -> none
                GET a / -> none
                GET a /path1?animal=whale -> path1
                GET a /path2?animal=whale version:one -> path2
                GET a /path5?animal=hydra -> path5
                GET a /?animal=shark version:four -> path4
                """);
    }

    @TestFactory
    Stream<DynamicTest> methods_as_in_HTTPRouteMethodMatching() {
        return cases("""
                v1 method=POST
                v2 method=GET
                v1 prefix=/path1 method=GET
                v2 prefix=/path2 method=PUT header=version:one
                v3 prefix=/path3 method=POST
                v1 prefix=/path4 method=DELETE header=version:two
                v1 prefix=/path5
                v2 method=PATCH
                v3 header=version:four
                """, """
                POST a / -> v1
                GET a / -> v2
                PUT a / -> none
                GET a /path1 -> v1
                PUT a /path2 version:one -> v2
                PUT a /path2 version:two -> none
                POST a /path3 -> v3
                DELETE a /path4 version:two -> v1
                PATCH a /path5 -> v1
                PATCH a / version:four -> v2
                PUT a / version:four -> v3
                """);
    }

    @TestFactory
    Stream<DynamicTest> the_most_specific_host_as_in_HTTPRouteHostnameIntersection() {
        return cases("""
                rest prefix=/rest
                very host=very.specific.com prefix=/s1
                wild host=*.specific.com prefix=/s1
                wild host=*.specific.com prefix=/s2
                wilder host=*.com prefix=/s1
                """, """
                GET very.specific.com /s1 -> very
                GET VERY.Specific.COM /s1 -> very
                GET non.specific.com /s1 -> wild
                GET so.very.specific.com /s1 -> wild
                GET specific.com /s1 -> wilder
                GET com /s1 -> none
                GET notspecific.com /s2 -> none
                """);
    }

    /** A host that has routes, none of which matches, leaves the request to those of a wildcard, and to those without a host. */
    @TestFactory
    Stream<DynamicTest> a_request_that_no_route_of_its_host_matches_goes_on_to_wider_ones() {
        return cases("""
                rest prefix=/rest
                very host=very.specific.com exact=/s1
                wild host=*.specific.com prefix=/s2 header=a:b
                """, """
                GET very.specific.com /s2 a:b -> wild
                GET very.specific.com /s2 -> none
                GET very.specific.com /rest/x -> rest
                GET [::1] /rest -> rest
                GET a /rest -> rest
                """);
    }

    @TestFactory
    Stream<DynamicTest> expressions_are_of_the_whole_text_and_come_between_exact_paths_and_prefixes() {
        return cases("""
                item regex=/item/[0-9]+
                one exact=/item/1
                items prefix=/item
                mine headerRegex=agent:Mozilla/.*
                word prefix=/q queryRegex=w:[a-z\\x{e4}]+
                """, """
                GET a /item/1 -> one
                GET a /item/2 -> item
                GET a /item/2/x -> items
                GET a /item/x -> items
                GET a / agent:Mozilla/5.0 -> mine
                GET a / agent:NotMozilla/5.0 -> none
                GET a /q?w=%61b -> word
                GET a /q?w=%C3%A4 -> word
                GET a /q?w=A -> none
                """);
    }

    /** What is matched is what is forwarded: neither slashes nor parameters are taken away for the look-up alone. */
    @TestFactory
    Stream<DynamicTest> paths_are_compared_octet_by_octet() {
        return cases("""
                all prefix=/
                admin prefix=/admin
                deep prefix=/a/b/
                encoded exact=/%C3%A4
                empty prefix=//x
                """, """
                GET a /admin -> admin
                GET a /admin/ -> admin
                GET a //admin -> all
                GET a /admin;x=1 -> all
                GET a /Admin -> all
                GET a /a/b -> deep
                GET a /a/b/ -> deep
                GET a /a//b -> all
                GET a /%C3%A4 -> encoded
                GET a //x/y -> empty
                GET a ?x -> all
                """);
    }

    @TestFactory
    Stream<DynamicTest> parameters_are_compared_decoded_and_the_first_of_a_name_counts() {
        return cases("""
                two query=a:1 query=b:x+y
                one query=a:1
                empty query=e:
                """, """
                GET a /?a=1 -> one
                GET a /?a=2&a=1 -> none
                GET a /?%61=%31 -> one
                GET a /?a=1&b=x%2By -> two
                GET a /?a=1&b=x+y -> one
                GET a /?e -> empty
                GET a /?e= -> empty
                GET a /?e=%zz -> none
                GET a /?&&a=1& -> one
                GET a /?aa=1 -> none
                """);
    }

    @TestFactory
    Stream<DynamicTest> among_equals_the_method_counts_first_then_headers_then_parameters_then_the_order() {
        return cases("""
                first prefix=/x
                second prefix=/x/
                params query=a:1 query=b:2 prefix=/x
                header header=h:1 prefix=/x
                method method=GET prefix=/x
                """, """
                POST a /x -> first
                POST a /x?a=1&b=2 -> params
                POST a /x?a=1&b=2 h:1 -> header
                GET a /x?a=1&b=2 h:1 -> method
                """);
    }

    private static Stream<DynamicTest> cases(String routes, String requests) {
        List<RouteConfig> configs = Written.routes(routes);
        RouteTable table = RouteTable.of(configs);
        return requests.lines().map(line -> DynamicTest.dynamicTest(line, () -> {
            String[] sides = line.split(" -> ");
            int match = table.find(Asking.of(sides[0]));
            int found = match < 0 ? -1 : table.route(match);
            assertThat(found < 0 ? "none" : configs.get(found).name()).isEqualTo(sides[1]);
            assertThat(found).isEqualTo(NaiveRoutes.find(configs, sides[0]));
        }));
    }
}

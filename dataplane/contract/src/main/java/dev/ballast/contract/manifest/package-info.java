/**
 * What a person writes: the {@code spec} of a LoadBalancer as records, and the reader of its YAML.
 *
 * <p>The annotations of this package are the one place where a field's limits and default stand. The CRD's schema is generated
 * from them and the reader of standalone files checks them, so that a cluster and a laptop refuse the same things. A section
 * that is absent stays absent ({@code null}); a field that is absent inside a section has its default once the record exists.
 */
@NullMarked
package dev.ballast.contract.manifest;

import org.jspecify.annotations.NullMarked;

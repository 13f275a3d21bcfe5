@NullMarked
package dev.ballast.operator.controller;

import org.jspecify.annotations.NullMarked;

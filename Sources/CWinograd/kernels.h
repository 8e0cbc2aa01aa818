// Included once for each instruction set, with SET defined to its name.

#include "winograd.h"

// Vectors are passed to inlined functions only.
#pragma clang diagnostic ignored "-Wpsabi"

#define JOINED(name, set) name##_##set
#define EXPANDED(name, set) JOINED(name, set)
#define NAME(name) EXPANDED(name, SET)
#define INLINE static inline __attribute__((always_inline))

#include "product.h"
#include "transforms.h"
#include "folding.h"

#define TEXT(set) #set
#define EXPANDED_TEXT(set) TEXT(set)

const WinogradKernels NAME(winograd) = {
    .input = NAME(input), .gradient = NAME(gradient), .output = NAME(output), .multiply = NAME(multiply),
    .accumulate = NAME(accumulate), .name = EXPANDED_TEXT(SET)};

const FoldedKernels NAME(folded) = {
    .product = NAME(product), .depthwise = NAME(depthwise), .output = NAME(folded_output), .name = EXPANDED_TEXT(SET)};

// A program with TesseraKit. Run it in a folder that has `tiles` (images) and `labels` (a label map for each):
//
//   library-use             trains, segments and evaluates
//   library-use trunk       does so with a network of its own
//   library-use heads       runs a network on an image, without training
//   library-use pixels      makes a model without a network
switch CommandLine.arguments.dropFirst().first {
case "trunk": try useOwnTrunk()
case "heads": try useOwnHeads()
case "pixels": try usePixelFeatures()
default: try useVerbs()
}

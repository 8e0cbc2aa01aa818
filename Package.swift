// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "Tessera",
  products: [
    .library(name: "Tessera", targets: ["Imaging", "NeuralNet", "Segmentation"]),
    .executable(name: "tessera", targets: ["tessera"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.6.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.0.0"),
  ],
  targets: [
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
    .systemLibrary(name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
    .systemLibrary(name: "CJPEG", pkgConfig: "libjpeg", providers: [.apt(["libjpeg-dev"])]),
    .target(name: "CImageCodecs", dependencies: ["CPNG", "CJPEG"]),
    .target(name: "Imaging", dependencies: ["CImageCodecs"]),
    .target(name: "NeuralNet", dependencies: ["COpenBLAS"]),
    .target(
      name: "Segmentation",
      dependencies: [
        "Imaging", "NeuralNet",
        .product(name: "Logging", package: "swift-log"),
        .product(name: "Yams", package: "Yams"),
      ],
      resources: [
        .embedInCode("Reports/Page/report.html"), .embedInCode("Reports/Page/report.css"),
        .embedInCode("Reports/Page/report.js"),
      ]),
    .executableTarget(
      name: "tessera",
      dependencies: [
        "Segmentation",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
      ]),
    .target(name: "TestSupport", dependencies: ["NeuralNet"], path: "Tests/TestSupport"),
    .testTarget(name: "ImagingTests", dependencies: ["Imaging", "TestSupport"]),
    .testTarget(name: "NeuralNetTests", dependencies: ["NeuralNet", "TestSupport"]),
    .testTarget(name: "SegmentationTests", dependencies: ["Segmentation", "TestSupport"]),
    .testTarget(name: "CommandLineTests", dependencies: ["tessera", "Segmentation", "TestSupport"]),
  ],
  swiftLanguageModes: [.v6]
)

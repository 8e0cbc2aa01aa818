// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "Tessera",
  products: [
    .library(name: "TesseraKit", targets: ["TesseraKit"]),
    .executable(name: "tessera", targets: ["tessera"]),
  ],
  traits: [
    .trait(name: "GDAL", description: "Reads and writes GeoTIFF and the other rasters and vectors that GDAL knows."),
    .trait(name: "MPI", description: "Trains and segments as several processes, on one machine or many."),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.30.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.0.0"),
  ],
  targets: [
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
    .systemLibrary(name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
    .systemLibrary(name: "CJPEG", pkgConfig: "libjpeg", providers: [.apt(["libjpeg-dev"])]),
    .systemLibrary(name: "CGDAL", pkgConfig: "gdal", providers: [.apt(["libgdal-dev"])]),
    .systemLibrary(name: "CMPI", pkgConfig: "mpi-c", providers: [.apt(["libopenmpi-dev"])]),
    .target(name: "CAtomicFile"),
    .target(name: "CProcessors"),
    .target(name: "CTransformer"),
    .target(name: "CWinograd"),
    .target(name: "CImageCodecs", dependencies: ["CPNG", "CJPEG"]),
    .target(name: "Basics", dependencies: ["CAtomicFile", "CProcessors", .product(name: "Yams", package: "Yams")]),
    .target(
      name: "Imaging",
      dependencies: ["Basics", "CImageCodecs", .target(name: "CGDAL", condition: .when(traits: ["GDAL"]))]),
    .target(
      name: "NeuralNet",
      dependencies: [
        "Basics", "COpenBLAS", "CTransformer", "CWinograd", .target(name: "CMPI", condition: .when(traits: ["MPI"])),
      ]),
    .target(
      name: "Datasets", dependencies: ["Basics", "Imaging", .product(name: "Yams", package: "Yams")]),
    .target(name: "Segmentation", dependencies: ["Basics", "Datasets", "Imaging", "NeuralNet"]),
    .target(
      name: "Reports", dependencies: ["Basics", "Datasets", "Imaging", "NeuralNet", "Segmentation"],
      resources: [
        .embedInCode("Resources/report.html"), .embedInCode("Resources/report.css"),
        .embedInCode("Resources/report.js"), .embedInCode("Resources/naming.html"),
        .embedInCode("Resources/naming.css"), .embedInCode("Resources/naming-data.js"),
        .embedInCode("Resources/naming-state.js"), .embedInCode("Resources/naming-learn.js"),
        .embedInCode("Resources/naming-pictures.js"), .embedInCode("Resources/naming-lists.js"),
        .embedInCode("Resources/naming.js"),
      ]),
    .target(
      name: "ProtocolMessages", dependencies: [.product(name: "SwiftProtobuf", package: "swift-protobuf")],
      exclude: ["onnx.proto", "tensorboard.proto"]),
    .target(
      name: "Interchange",
      dependencies: [
        "Basics", "Datasets", "Imaging", "NeuralNet", "ProtocolMessages", "Segmentation",
        .product(name: "SwiftProtobuf", package: "swift-protobuf"),
      ]),
    .target(
      name: "TesseraKit",
      dependencies: ["Basics", "Datasets", "Imaging", "Interchange", "NeuralNet", "Reports", "Segmentation"]),
    .executableTarget(
      name: "tessera",
      dependencies: ["TesseraKit", .product(name: "ArgumentParser", package: "swift-argument-parser")]),
    .executableTarget(name: "library-use", dependencies: ["TesseraKit"], path: "examples/library-use"),
    .target(name: "TestSupport", dependencies: ["Basics", "NeuralNet"], path: "Tests/TestSupport"),
    .testTarget(name: "BasicsTests", dependencies: ["Basics", "TestSupport"]),
    .testTarget(name: "ImagingTests", dependencies: ["Imaging", "TestSupport"]),
    .testTarget(name: "NeuralNetTests", dependencies: ["CTransformer", "CWinograd", "NeuralNet", "TestSupport"]),
    .testTarget(name: "DatasetsTests", dependencies: ["Datasets", "TestSupport"]),
    .testTarget(name: "SegmentationTests", dependencies: ["Segmentation", "TestSupport"]),
    .testTarget(name: "ReportsTests", dependencies: ["Reports", "TestSupport"]),
    .testTarget(name: "InterchangeTests", dependencies: ["Interchange", "TestSupport"]),
    .testTarget(name: "CommandLineTests", dependencies: ["library-use", "tessera", "TesseraKit", "TestSupport"]),
  ],
  swiftLanguageModes: [.v6]
)

import ArgumentParser
import Foundation
import TesseraKit

struct AreasCommand: SharedCommand {
  static let configuration = CommandConfiguration(
    commandName: "areas",
    abstract: "Measure how much of masks each class covers: pixels, shares, hectares.",
    discussion: """
      The names of classes are those beside the masks (names.json or classes.csv), or those of --dataset or --classes-file. \
      Without any, each value is a class. Areas need a georeference: a world file and a .prj, or .aux.xml, beside each mask, \
      as `tessera segment` writes them for images that have them. In longitude and latitude, each row has its true area. A \
      place that two masks show is counted twice. Shares are of the area or, where that is not known, of the pixels.

        tessera areas masks
        tessera areas masks --unit ha --csv areas.csv
        tessera areas masks --zones districts.png --zone-names districts.csv

      A map has errors, so the area that it shows of a class is biased. A random sample of points whose true class is known \
      corrects it, and tells how sure the area is (Olofsson et al., Remote Sensing of Environment 148, 2014). The classes of \
      the map are the strata, and each needs two points at least. This prints the error matrix, areas with standard errors \
      and 95 % confidence intervals, and the overall, user's and producer's accuracy:

        tessera areas masks --sample points.csv
        tessera areas masks --labels labels --estimates estimates.csv

      where points.csv begins so:

        x,y,class
        500010.5,5799988,forest
      """)

  @Argument(help: "Folder of masks, or one mask.")
  var masks: String

  @OptionGroup var areas: AreaOptions
  @OptionGroup(title: "Results") var results: AreaOutputOptions
  @OptionGroup var sharing: ShareOptions
  @OptionGroup var selection: SelectionOptions
  @OptionGroup var labelOptions: LabelOptions
  @OptionGroup var imageOptions: ImageOptions
  @OptionGroup var compute: ComputeOptions

  func validate() throws {
    if results.estimates != nil && areas.sample == nil && areas.labels == nil {
      throw ValidationError("--estimates needs a sample: --sample FILE.csv or --labels FOLDER.")
    }
    try validateShare()
  }

  func run() throws {
    let meaning = try labelOptions.meaning()
    let (names, zoneNames) = (try areas.names, try areas.namesOfZones)
    var sample = areas.sample.map { Tessera.AreaSample.points(URL(filePath: $0)) }
    let found: ImageFolder
    var failures: [FileFailure] = []
    if let path = areas.labels {
      let (masks, labels) = try selection.masks(masks, labels: path, dataset: labelOptions.dataset)
      let pairing = try selection.pairs(masks, labels, firstPath: self.masks, secondPath: path)
      Console.standard.report(pairing, first: "mask", second: "label")
      (found, sample, failures) = (masks, .labels(pairing.pairs), labels.failures)
    } else {
      found = try selection.masks(masks)
    }
    let zones = try areas.zones(of: found, path: masks)
    let display = EventDisplay()
    let measured = try Tessera.areas(
      found.items, in: URL(filePath: masks), meaning: meaning, names: names, zones: zones?.pairs, zoneNames: zoneNames,
      sample: sample, share: try sharing.share, options: imageOptions.decoding,
      parallel: compute.parallel, report: { display.show($0) })
    display.end()
    failures += found.failures + (zones?.failures ?? [])
    if let part = measured.part { return try finish(part, measured, failures: failures) }
    try results.write(measured)
    try Console.standard.finish(
      measured.failures + failures, task: "measured", of: found.items.count + failures.count, "mask")
  }
}

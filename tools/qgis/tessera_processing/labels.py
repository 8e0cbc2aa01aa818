"""Label images out of a vector layer."""
import csv
import pathlib

from osgeo import gdal, ogr
from qgis.core import QgsCoordinateReferenceSystem, QgsCoordinateTransform, QgsGeometry, QgsProcessingException

SUFFIXES = {".tif", ".tiff", ".vrt", ".jp2", ".png", ".jpg", ".jpeg"}
# For classes without a colour of their own: the palette of Okabe and Ito.
COLOURS = ["#e69f00", "#56b4e9", "#009e73", "#f0e442", "#0072b2", "#d55e00", "#cc79a7", "#999999"]
NO_LABEL = 255


def write_labels(source, field, colours, images, folder, context, feedback):
    """Writes a label PNG for each image in which features lie, and classes.csv with the names and colours.

    - source: the features, whose values of `field` are the classes.
    - colours: of classes, by name.
    - images: a folder of images, or one.

    Returns the number of label images.
    """
    features = [(str(one[field]), one.geometry()) for one in source.getFeatures() if one[field] and one.hasGeometry()]
    names = sorted({name for name, _ in features})
    if len(names) > NO_LABEL:
        raise QgsProcessingException(f"{field} has {len(names)} values, and label images hold up to {NO_LABEL} classes.")
    folder.mkdir(parents=True)
    with open(folder / "classes.csv", "w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["value", "name", "colour"])
        for value, name in enumerate(names):
            rows.writerow([value, name, colours.get(name, COLOURS[value % len(COLOURS)])])
    root = pathlib.Path(images)
    paths = [root] if root.is_file() else sorted(p for p in root.rglob("*") if p.suffix.lower() in SUFFIXES)
    count = 0
    for path in paths:
        if feedback.isCanceled():
            break
        label = burn(path, features, names, source.sourceCrs(), context)
        if label is None:
            continue
        target = folder / (path.name if root.is_file() else path.relative_to(root))
        target.parent.mkdir(parents=True, exist_ok=True)
        gdal.GetDriverByName("PNG").CreateCopy(str(target.with_suffix(".png")), label)
        count += 1
    feedback.pushInfo(f"{len(features)} features of {len(names)} classes label {count} of {len(paths)} images")
    return count


def burn(path, features, names, crs, context):
    """The labels of one image as a raster in memory; None where no feature lies in it."""
    image = gdal.Open(str(path))
    if image is None:
        return None
    raster = gdal.GetDriverByName("MEM").Create("", image.RasterXSize, image.RasterYSize, 1, gdal.GDT_Byte)
    raster.SetGeoTransform(image.GetGeoTransform())
    raster.SetProjection(image.GetProjection())
    raster.GetRasterBand(1).Fill(NO_LABEL)
    transform = QgsCoordinateTransform(
        crs, QgsCoordinateReferenceSystem(image.GetProjection()), context.transformContext())
    vectors = ogr.GetDriverByName("Memory").CreateDataSource("")
    layer = vectors.CreateLayer("labels", raster.GetSpatialRef())
    layer.CreateField(ogr.FieldDefn("value", ogr.OFTInteger))
    for name, geometry in features:
        geometry = QgsGeometry(geometry)
        geometry.transform(transform)
        feature = ogr.Feature(layer.GetLayerDefn())
        feature["value"] = names.index(name)
        feature.SetGeometry(ogr.CreateGeometryFromWkb(bytes(geometry.asWkb())))
        layer.CreateFeature(feature)
    gdal.RasterizeLayer(raster, [1], layer, options=["ATTRIBUTE=value"])
    lowest, _ = raster.GetRasterBand(1).ComputeRasterMinMax(False)
    return raster if lowest < NO_LABEL else None

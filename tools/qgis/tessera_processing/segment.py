import pathlib
import shutil

from qgis.core import (
    QgsProcessingParameterEnum, QgsProcessingParameterFile, QgsProcessingParameterFolderDestination,
    QgsProcessingParameterRasterDestination)

from .base import TesseraAlgorithm
from .names import is_free

MAPS = ["as the model says", "main", "overclustering", "merged"]



class Segment(TesseraAlgorithm):
    verb = "segment"
    title = "Segment images"
    stage = "segmenting"
    help = (
        "Writes a mask for each image with a trained or taught model. A mask has the size and the place of its image, and a "
        "QGIS style with the names and colours of its values.\n"
        "GeoTIFFs and the mosaic need a build of Tessera with GDAL. Without GeoTIFF the masks are PNGs with world files.")

    def initAlgorithm(self, configuration=None):
        self.add_images()
        self.addParameter(QgsProcessingParameterFile(
            "MODEL", "Model (the output folder of a training)", behavior=QgsProcessingParameterFile.Folder))
        self.addParameter(QgsProcessingParameterEnum(
            "MAP", "Map", MAPS, defaultValue=MAPS[0], usesStaticStrings=True))
        self.addParameter(QgsProcessingParameterFile(
            "NAMES", "Names of clusters (names.json)", extension="json", optional=True))
        self.add_number("MIN_REGION", "Merge regions of fewer pixels", 1)
        self.add_flag("GEOTIFF", "Write GeoTIFFs", True)
        self.add_flag("LOAD", "Load the masks, or the mosaic in place of them", True)
        self.add_more()
        self.addParameter(QgsProcessingParameterFolderDestination("OUTPUT", "Masks"))
        self.addParameter(QgsProcessingParameterRasterDestination(
            "MOSAIC", "Mosaic of all masks", optional=True, createByDefault=False))

    def processAlgorithm(self, parameters, context, feedback):
        output = pathlib.Path(self.parameterAsString(parameters, "OUTPUT", context))
        mosaic = self.parameterAsOutputLayer(parameters, "MOSAIC", context)
        map = self.parameterAsEnumString(parameters, "MAP", context)
        is_geotiff = self.parameterAsBool(parameters, "GEOTIFF", context) or bool(mosaic)
        lines = self.tessera(self.images(parameters, context), {
            "--model": self.parameterAsString(parameters, "MODEL", context),
            "--output": output,
            "--head": None if map == MAPS[0] else map,
            "--names": self.parameterAsString(parameters, "NAMES", context),
            "--min-region": self.number(parameters, "MIN_REGION", context),
            "--geotiff": is_geotiff,
            "--mosaic": mosaic,
        }, parameters, context, feedback)
        if lines is None:
            return {}
        results = {"OUTPUT": str(output)}
        style = output / "classes.qml"
        if mosaic:
            results["MOSAIC"] = mosaic
            # QGIS loads a style of this name together with the raster.
            own = pathlib.Path(mosaic).with_suffix(".qml")
            if is_free(own, "rasterrenderer"):
                shutil.copyfile(style, own)
            else:
                feedback.pushWarning(f"{own}: is the style of another layer; a mosaic of another name would get a style")
        elif self.parameterAsBool(parameters, "LOAD", context):
            self.load_masks(output, [".tif" if is_geotiff else ".png"])
        return results

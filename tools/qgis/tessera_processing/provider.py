import pathlib

from processing.core.ProcessingConfig import ProcessingConfig, Setting
from qgis.PyQt.QtGui import QIcon
from qgis.core import QgsProcessingProvider

from .areas import Areas
from .base import COMMAND_SETTING
from .polygons import Polygons
from .segment import Segment
from .sieve import Sieve
from .teach import Teach
from .train import Train


class TesseraProvider(QgsProcessingProvider):
    def id(self):
        return "tessera"

    def name(self):
        return "Tessera"

    def icon(self):
        return QIcon(str(pathlib.Path(__file__).with_name("icon.svg")))

    def load(self):
        ProcessingConfig.settingIcons[self.name()] = self.icon()
        ProcessingConfig.addSetting(
            Setting(self.name(), COMMAND_SETTING, "The tessera command (a name on PATH, or a path)", "tessera"))
        ProcessingConfig.readSettings()
        self.refreshAlgorithms()
        return True

    def unload(self):
        ProcessingConfig.removeSetting(COMMAND_SETTING)

    def loadAlgorithms(self):
        for algorithm in (Train, Segment, Teach, Sieve, Polygons, Areas):
            self.addAlgorithm(algorithm())

    def defaultVectorFileExtension(self, hasGeometry=True):
        return "geojson" if hasGeometry else "csv"

    def supportedOutputVectorLayerExtensions(self):
        return ["geojson", "gpkg", "shp"]

    def supportedOutputRasterLayerExtensions(self):
        return ["tif", "vrt"]

"""The wheel holds a program of one platform, for any version of Python. The version is that of the program."""
import pathlib
import subprocess

from setuptools import Distribution, setup
from setuptools.command.bdist_wheel import bdist_wheel


class PlatformDistribution(Distribution):
    def has_ext_modules(self):
        return True


class PlatformWheel(bdist_wheel):
    def get_tag(self):
        return ("py3", "none", super().get_tag()[2])


program = pathlib.Path(__file__).resolve().parent / "tessera" / "bin" / "tessera"
version = subprocess.run([program, "--version"], check=True, capture_output=True, text=True).stdout.strip()
setup(version=version, distclass=PlatformDistribution, cmdclass={"bdist_wheel": PlatformWheel})

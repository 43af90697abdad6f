"""What the CAS server of the tests knows: its accounts, the services it serves, its addresses.

The accounts are the four test accounts by which a model of configuration is accepted, and some with awkward
attributes; every password is `secret`.
"""

from cas_server.auth import DjangoAuthUser
from django.urls import include, path

PASSWORD = "secret"

# What the ENT knows of each account, under the names of its directory.
ACCOUNTS = {
    "pronote_personnel": {
        "uid": "A-0001",
        "sn": "Pronote_personnel",
        "givenName": "Pronote",
        "ENTPersonProfils": ["National_ETA"],
        "ENTPersonCodePostal": "35000",
    },
    "pronote_professeur": {
        "uid": "F-0001",
        "sn": "Pronote_professeur",
        "givenName": "Pronote",
        "ENTPersonProfils": ["National_ENS", "National_TUT"],
        "ENTPersonCodePostal": "35000",
        "FrEduRne": ["0350030T$UAJ$PU$N$T3$LYC$340", "0350031U$UAJ$PU$N$T3$CLG$340"],
    },
    "pronote_eleve": {
        "uid": "E-0001",
        "sn": "Pronote_eleve",
        "givenName": "Pronote",
        "ENTPersonDateNaissance": "01/01/2000",
        "ENTPersonProfils": ["National_ELV"],
        "ENTPersonCodePostal": "35000",
    },
    "pronote_parent": {
        "uid": "P-0001",
        "sn": "Pronote_parent",
        "givenName": "Pronote",
        "ENTPersonProfils": "National_2;National_3",
        "ENTPersonCodePostal": "29200",
    },
    # Accents, an apostrophe, signs that XML escapes.
    "noelle": {
        "uid": "PERSON.noëlle10/01/2004",
        "sn": "D’HEILLY-LŒUF",
        "givenName": "Noëlle & Zoé <test>",
        "ENTPersonDateNaissance": "2004-01-10",
        "ENTPersonProfils": ["National_ELV"],
    },
    # Misspelt and without a birth date: what the pupil of the collège is asked to correct.
    "luci": {
        "uid": "L-0001",
        "sn": "PINAR",
        "givenName": "Luci",
        "ENTPersonProfils": ["National_ELV"],
        "ENTPersonCodePostal": "06590",
    },
    # Two values where there can be one only.
    "deux_noms": {
        "uid": ["X-0001", "X-0002"],
        "sn": "Deux",
        "givenName": "Noms",
        "ENTPersonProfils": ["National_TUT"],
    },
}

# A second service, so that a ticket can be shown to the wrong one.
SERVICES = {
    "pronote": r"^https://pronote\.example\.fr/",
    "autre": r"^https://autre\.example\.fr/",
    # A service of the tests, which is told when somebody signs out here.
    "local": r"^http://127\.0\.0\.1:\d+/",
}


class DirectoryUser(DjangoAuthUser):
    """Django's own users, with the attributes of a directory."""

    def attributs(self):
        return ACCOUNTS.get(self.username, {})


urlpatterns = [path("cas/", include("cas_server.urls", namespace="cas_server"))]

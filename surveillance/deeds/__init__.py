"""One function per deed of a person: the facts are written and the patient is reviewed in one transaction."""

"""The embedded default makes its own key once; production never does."""

import stat

from annulus.folder import secret_key


def test_a_key_is_made_once_for_its_owner_alone(tmp_path, monkeypatch):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    made = secret_key(tmp_path, production=False)
    assert len(made) >= 50
    assert secret_key(tmp_path, production=False) == made
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


def test_the_environment_comes_first(tmp_path, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "given")
    assert secret_key(tmp_path, production=False) == "given"
    assert not (tmp_path / "secret_key").exists()


def test_production_makes_no_key(tmp_path, monkeypatch):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    assert secret_key(tmp_path, production=True) == ""
    assert not (tmp_path / "secret_key").exists()

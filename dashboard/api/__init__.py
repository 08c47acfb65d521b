"""The data API, version 1: what a view holds, for programs."""

from __future__ import annotations

from dashboard.api.routes import register_api

__all__ = ["register_api"]

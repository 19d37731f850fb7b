"""Structured logs without personal data: event names, ids, counts and error classes; never a text, an address or a token.

One JSON line a record on standard error. `DROPPED` keys are removed from every record, whoever logs them.
"""

import logging
import logging.config
from collections.abc import MutableMapping
from typing import Any

import structlog

DROPPED = frozenset(
    {
        "text",
        "body",
        "email",
        "password",
        "token",
        "receipt",
        "code",
        "address",
        "ip",
        "remote_addr",
        "cookie",
        "authorization",
        "request",
    }
)


def drop_personal_data(_logger: Any, _method: str, record: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for key in DROPPED & record.keys():
        del record[key]
    return record


def without_values(_logger: Any, _method: str, record: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Keep of an exception its class and where it was raised; its message can quote what a person wrote."""
    failure = record.pop("exc_info", None)
    if failure:
        error = failure[1] if isinstance(failure, tuple) else failure
        if isinstance(error, BaseException):
            record["error"] = type(error).__name__
            record["raised_at"] = _places(error)
    return record


def _places(error: BaseException) -> list[str]:
    places, step = [], error.__traceback__
    while step is not None:
        places.append(f"{step.tb_frame.f_globals.get('__name__', '?')}:{step.tb_lineno}")
        step = step.tb_next
    return places[-12:]


_SHARED: list[Any] = [
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    drop_personal_data,
]


def configure(*, level: str = "INFO") -> None:
    """Send structlog's and the standard library's records the same way."""
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {
                "json": {
                    "()": structlog.stdlib.ProcessorFormatter,
                    "foreign_pre_chain": _SHARED,
                    "processors": [
                        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                        without_values,
                        structlog.processors.JSONRenderer(ensure_ascii=False),
                    ],
                }
            },
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
            "root": {"handlers": ["stderr"], "level": level},
            "loggers": {
                "django.request": {"level": "ERROR"},
                "django.security": {"level": "ERROR"},
                "django.server": {"level": "ERROR"},
                # At DEBUG these quote what a page shows and what a query holds, which is what people wrote.
                "django.template": {"level": "INFO"},
                "django.db.backends": {"level": "INFO"},
                "django_tasks": {"level": "WARNING"},
                "django_tasks_db": {"level": "WARNING"},
            },
        }
    )
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )

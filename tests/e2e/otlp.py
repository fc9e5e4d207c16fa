"""Reads traces as OpenTelemetry's own description of them says, and counts them.

Knows no Faultline. Strict but for one thing: in the JSON of this protocol ids are hexadecimal, where
the mapping that all such messages have would take them for base64.
"""

import base64
import json
import sys

from google.protobuf import json_format
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

told = json.load(sys.stdin)
for resource in told["resourceSpans"]:
    for scope in resource["scopeSpans"]:
        for span in scope["spans"]:
            for name in {"traceId", "spanId", "parentSpanId"} & span.keys():
                span[name] = base64.b64encode(bytes.fromhex(span[name])).decode()

request = json_format.ParseDict(told, ExportTraceServiceRequest())
scopes = [scope for resource in request.resource_spans for scope in resource.scope_spans]
spans = [span for scope in scopes for span in scope.spans]
for span in spans:
    assert len(span.trace_id) == 16 and len(span.span_id) == 8, span
    assert 0 < span.start_time_unix_nano <= span.end_time_unix_nano, span
json.dump({"spans": len(spans), "traces": len({span.trace_id for span in spans})}, sys.stdout)

from django.middleware.gzip import GZipMiddleware


class CompressedPages(GZipMiddleware):
    """Sends pages compressed. Files are streamed as they are: pictures and documents are compact already."""

    def process_response(self, request, response):
        if response.streaming:
            return response
        return super().process_response(request, response)

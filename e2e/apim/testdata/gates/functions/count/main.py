def handler(request):
    return {}

package io.yolospark.dataset;

import io.yolospark.dataset.VocAnnotation.VocObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import org.xml.sax.Attributes;
import org.xml.sax.Locator;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * Reads Pascal VOC XML. Document types, and with them entities, are refused: an annotation from
 * somewhere must not make executors open files or addresses. Elements are known by their whole
 * path, so that the {@code part}s of an object, which have names and boxes too, are no objects.
 */
final class VocAnnotationParser extends DefaultHandler {

  private static final String NO_DOCUMENT_TYPE =
      "http://apache.org/xml/features/disallow-doctype-decl";
  private static final String ROOT = "/annotation";
  private static final String OBJECT = ROOT + "/object";
  private static final int DEEPEST = 32;

  private final Deque<String> paths = new ArrayDeque<>();
  private final Map<String, String> document = new HashMap<>();
  private final Map<String, String> object = new HashMap<>();
  private final List<VocObject> objects = new ArrayList<>();
  private final StringBuilder text = new StringBuilder();
  private Locator locator;
  private int objectLine;

  private VocAnnotationParser() {}

  /**
   * Parses a file.
   *
   * @throws IOException if it is not well-formed, has a document type, or is no annotation; the
   *     message is one line
   */
  static VocAnnotation parse(byte[] xml) throws IOException {
    VocAnnotationParser handler = new VocAnnotationParser();
    try {
      SAXParserFactory factory = SAXParserFactory.newDefaultInstance();
      factory.setFeature(NO_DOCUMENT_TYPE, true);
      factory.newSAXParser().parse(new ByteArrayInputStream(xml), handler);
    } catch (SAXParseException e) {
      throw new IOException("line " + e.getLineNumber() + ": " + OneLine.of(e), e);
    } catch (SAXException e) {
      throw new IOException(OneLine.of(e), e);
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException("the JDK's own parser knows this feature", e);
    }
    return new VocAnnotation(
        handler.document.get(ROOT + "/filename"),
        handler.document.get(ROOT + "/size/width"),
        handler.document.get(ROOT + "/size/height"),
        List.copyOf(handler.objects));
  }

  @Override
  public void setDocumentLocator(Locator documentLocator) {
    locator = documentLocator;
  }

  @Override
  public void startElement(String uri, String localName, String name, Attributes attributes)
      throws SAXException {
    if (paths.size() == DEEPEST) {
      throw new SAXException("elements are nested more than " + DEEPEST + " deep");
    }
    String path = (paths.isEmpty() ? "" : paths.peek()) + "/" + name;
    if (paths.isEmpty() && !path.equals(ROOT)) {
      throw new SAXException("the root element is " + Excerpt.of(name) + ", not 'annotation'");
    }
    paths.push(path);
    text.setLength(0);
    if (path.equals(OBJECT)) {
      object.clear();
      objectLine = locator.getLineNumber();
    }
  }

  @Override
  public void characters(char[] characters, int start, int length) {
    text.append(characters, start, length);
  }

  @Override
  public void endElement(String uri, String localName, String name) {
    String path = paths.pop();
    String value = text.toString().strip();
    text.setLength(0);
    if (path.equals(OBJECT)) {
      objects.add(
          new VocObject(
              objectLine,
              object.get("/name"),
              object.get("/bndbox/xmin"),
              object.get("/bndbox/ymin"),
              object.get("/bndbox/xmax"),
              object.get("/bndbox/ymax")));
    } else if (path.startsWith(OBJECT + "/")) {
      object.putIfAbsent(path.substring(OBJECT.length()), value);
    } else {
      document.putIfAbsent(path, value);
    }
  }
}

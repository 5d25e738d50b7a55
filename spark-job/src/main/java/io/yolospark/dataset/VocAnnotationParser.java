package io.yolospark.dataset;

import io.yolospark.dataset.VocAnnotation.VocObject;
import java.io.ByteArrayInputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Reads Pascal VOC XML. Document types and external entities are refused: an annotation from
 * somewhere must not make executors open files or addresses. Elements are known by their whole
 * path, so that the {@code part}s of an object, which have names and boxes too, are no objects.
 */
final class VocAnnotationParser {

  private static final String OBJECT = "/annotation/object";
  private static final int DEEPEST = 32;

  private VocAnnotationParser() {}

  /**
   * Parses a file.
   *
   * @throws XMLStreamException if it is not well-formed, has a document type, or is no annotation;
   *     the message is one line
   */
  static VocAnnotation parse(byte[] xml) throws XMLStreamException {
    try {
      XMLStreamReader reader = factory().createXMLStreamReader(new ByteArrayInputStream(xml));
      try {
        return read(reader);
      } finally {
        reader.close();
      }
    } catch (XMLStreamException e) {
      throw new XMLStreamException(oneLine(e), e);
    } catch (RuntimeException e) {
      // The JDK's reader answers some malformed bytes with unchecked exceptions.
      throw new XMLStreamException("not well-formed XML: " + e, e);
    }
  }

  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    return factory;
  }

  private static VocAnnotation read(XMLStreamReader reader) throws XMLStreamException {
    Deque<String> paths = new ArrayDeque<>();
    Map<String, String> document = new HashMap<>();
    Map<String, String> object = new HashMap<>();
    List<VocObject> objects = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    int objectLine = 0;
    String root = null;
    while (reader.hasNext()) {
      switch (reader.next()) {
        case XMLStreamConstants.DTD ->
            throw new XMLStreamException("a DOCTYPE is not accepted in an annotation");
        case XMLStreamConstants.START_ELEMENT -> {
          if (paths.size() == DEEPEST) {
            throw new XMLStreamException("elements are nested more than " + DEEPEST + " deep");
          }
          String path = (paths.isEmpty() ? "" : paths.peek()) + "/" + reader.getLocalName();
          root = root == null ? path : root;
          paths.push(path);
          text.setLength(0);
          if (path.equals(OBJECT)) {
            object.clear();
            objectLine = reader.getLocation().getLineNumber();
          }
        }
        case XMLStreamConstants.CHARACTERS -> text.append(reader.getText());
        case XMLStreamConstants.END_ELEMENT -> {
          String path = paths.pop();
          if (path.equals(OBJECT)) {
            objects.add(object(objectLine, object));
          } else if (path.startsWith(OBJECT + "/")) {
            object.putIfAbsent(path.substring(OBJECT.length()), text.toString().strip());
          } else {
            document.putIfAbsent(path, text.toString().strip());
          }
          text.setLength(0);
        }
        default -> {}
      }
    }
    if (!"/annotation".equals(root)) {
      throw new XMLStreamException("the root element is not <annotation>");
    }
    return new VocAnnotation(
        document.get("/annotation/filename"),
        document.get("/annotation/size/width"),
        document.get("/annotation/size/height"),
        List.copyOf(objects));
  }

  private static VocObject object(int line, Map<String, String> texts) {
    return new VocObject(
        line,
        texts.get("/name"),
        texts.get("/bndbox/xmin"),
        texts.get("/bndbox/ymin"),
        texts.get("/bndbox/xmax"),
        texts.get("/bndbox/ymax"));
  }

  private static String oneLine(XMLStreamException e) {
    return String.valueOf(e.getMessage()).replaceAll("\\s*\\R\\s*", " ");
  }
}
